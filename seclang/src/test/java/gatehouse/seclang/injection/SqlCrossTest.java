package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every beginning of an injection with every middle and every end, and whole statements alone and
/// behind other text: written without a look at the grammar that the tables are made from, and
/// judged as with libinjection's published tables.
class SqlCrossTest {
  private static final String[] HEADS = {
    "1",
    "-1",
    "1'",
    "1\"",
    "admin'",
    "x')",
    "x'))",
    "1)",
    "",
    "'",
    "\"",
    "a",
    "1 ",
    "foo",
    "2.0",
    "@@version",
    "null"
  };
  private static final String[] MIDS = {
    " or 1=1",
    " OR 'a'='a",
    " and 1=1",
    " and 1=2",
    "||1",
    " or true",
    " or 1",
    " or 1 like 1",
    " and sleep(5)",
    " or sleep(5)=0",
    " union select 1,2,3",
    " union all select null,null",
    " union select user,password from users",
    " union/**/select/**/1",
    " union distinct select 1",
    ";select pg_sleep(5)",
    ";drop table users",
    ";exec xp_cmdshell 'dir'",
    ";waitfor delay '0:0:5'",
    "; insert into users values(1,2)",
    ";update users set a=1",
    ";delete from users",
    " order by 3",
    " group by a having 1=1",
    " limit 1 offset 1",
    " procedure analyse(1,1)",
    " into outfile '/tmp/x'",
    " and (select 1 from dual)=1",
    " and exists(select * from users)",
    " or (select count(*) from users)>0",
    " and substring(version(),1,1)=5",
    " and ascii(substr(user(),1,1))>64",
    " and extractvalue(1,concat(0x7e,version()))",
    " and updatexml(1,1,1)",
    " rlike (select 1)",
    " between 1 and 2",
    " in (1,2)",
    " is not null",
    " xor 1",
    " && 1",
    " div 1",
    " regexp '^a'",
    "=1",
    "=0 or 1",
    " like '%",
    "<>1",
    " collate x",
    " and 1=convert(int,@@version)",
    " and 1=cast(version() as int)",
    "%2b1",
    "+benchmark(10,md5(1))",
    "-(select 1)",
    "*(case when 1=1 then 1 else 0 end)",
    " procedure",
    " having 1=1",
    " -- x",
    " # x",
    "/*!50000or*/1=1",
    " or/**/1=1",
    " or\n1=1",
    " or{x 1}=1",
    " or 0x31=0x31",
    " or b'1'",
    " or current_user",
    " or @v:=1",
    " or (1)=(1)",
    " or '1'",
    " or 1 is true",
    " or not false",
    " or !0",
    " or ~1",
    " or -1",
    " or 1--1"
  };
  private static final String[] TAILS = {
    "", "--", " -- -", "#", "/*", ";--", " and '1'='1", "'", "\"", ")", ")--", " or 'x'='x", ";"
  };
  private static final String[] PLAIN = {
    "select * from users where name = 'x'",
    "select a from b",
    "select name from users",
    "select 1",
    "SELECT * FROM t",
    "select count(*) from users",
    "select * from users",
    "select a, b from c where d = 1",
    "insert into t values (1)",
    "insert into users (a,b) values ('x', 2)",
    "update users set name='x' where id=1",
    "delete from users where id = 1",
    "drop table users",
    "create table t (a int)",
    "alter table t add c int",
    "truncate table t",
    "exec sp_who",
    "declare @a int",
    "show tables",
    "select a from b order by c",
    "select max(a) from b",
    "select a as b from c",
    "select distinct a from b",
    "select top 1 a from b",
    "select a from b join c on b.x=c.x",
    "with x as (select 1) select * from x",
    "grant all on t to u",
    "begin; commit",
    "select * from users where id=1 or 1=1",
    "(select a from b)",
    "select(a)from(b)",
    "select/**/a/**/from/**/b",
    "union select a from b",
    "select 'a' from b",
    "select user()",
    "select @@version",
    "select a from b limit 1",
    "select a from b where c like '%x%'",
    "select * from a, b",
    "select a.b from c",
    "SELECT id FROM items WHERE price > 10",
    "select null from dual"
  };

  @Test
  void judges_like_the_published_tables() {
    SqlInjection ours = new SqlInjection();
    SqlInjection published = new SqlInjection(Published.tables());
    int injections = 0;
    List<String> missed = new ArrayList<>();
    List<String> invented = new ArrayList<>();
    List<String> texts = texts();
    for (String text : texts) {
      Bytes value = Bytes.of(text);
      boolean expected = published.detect(value) != null;
      boolean found = ours.detect(value) != null;
      injections += expected ? 1 : 0;
      if (expected != found) {
        (expected ? missed : invented).add(text);
      }
    }
    System.out.printf(
        "@detectSQLi over %d texts: %d of %d injections missed, %d of %d others taken for some%n",
        texts.size(), missed.size(), injections, invented.size(), texts.size() - injections);
    assertThat(missed).hasSizeLessThan(injections / 200);
    assertThat(invented).hasSizeLessThan((texts.size() - injections) / 200);
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (String statement : PLAIN) {
      for (String before : List.of("", "'", "1;", "x' ", "please ")) {
        texts.add(before + statement);
        texts.add(before + statement + ";");
      }
    }
    for (String head : HEADS) {
      for (String middle : MIDS) {
        for (String tail : TAILS) {
          texts.add(head + middle + tail);
        }
      }
    }
    return texts;
  }
}
