package gatehouse.seclang.transform;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.SharedData;
import gatehouse.seclang.Vector;
import gatehouse.seclang.text.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransformationTest {
  static Stream<Vector> vectors() {
    return Vector.all("transformations");
  }

  private static Bytes apply(String name, Bytes input) {
    TransformationName known = Objects.requireNonNull(TransformationName.of(name), name);
    return Transformation.of(known, UnicodeMap.builtIn()).apply(input);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void does_what_the_published_vector_says(Vector vector) {
    assertThat(apply(vector.name(), vector.input())).isEqualTo(vector.output());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '¦',
      value = {
        "urlDecodeUni ¦ %uff1cscript%u3002%uFF61 ¦ <script..",
        "urlDecodeUni ¦ %u0041%u%41%zz%4 ¦ A%uA%zz%4",
        "htmlEntityDecode ¦ &#0000000123;&#x3C&LT;&ltfoo;&nope; ¦ {<<&ltfoo;&nope;",
        "jsDecode ¦ \\uff1c\\x3c\\74\\101\\400\\q\\ ¦ <<<A 0q\\",
        "cssDecode ¦ \\3c \\00003cx\\q\\ ¦ <<xq",
        "cmdLine ¦ C^at  ,;/etc/\"pass\"wd ( ¦ cat/etc/passwd(",
        "base64Decode ¦ PHNjcmlwdD4!!! ¦ <script>",
        "normalisePath ¦ /a/../../b//./c ¦ /b/c",
        "replaceComments ¦ a/*b*/c*/d/*e ¦ a c*/d ",
        "removeWhitespace ¦ a b  c ¦ abc",
      })
  void decodes_what_attackers_write(String name, String input, String expected) {
    String wanted = name.equals("replaceComments") ? expected + " " : expected;

    assertThat(apply(name, Bytes.of(input)).toString()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @EnumSource(TransformationName.class)
  void is_only_skipped_where_it_changes_nothing(TransformationName name) {
    Transformation transformation = Transformation.of(name, UnicodeMap.builtIn());
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      Bytes value = randomValue(random);
      if (transformation.changesNothing(value)) {
        assertThat(transformation.run(value)).as("%s of «%s»", name, value).isSameAs(value);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransformationName.class)
  void never_fails_and_never_touches_its_input(TransformationName name) {
    Transformation transformation = Transformation.of(name, UnicodeMap.builtIn());
    Random random = new Random(43);
    for (int round = 0; round < 20_000; round++) {
      Bytes value = randomValue(random);
      byte[] before = value.toArray();
      transformation.run(value);
      assertThat(value.toArray()).isEqualTo(before);
    }
  }

  /// Mostly the bytes that mean something to one of the transformations.
  private static Bytes randomValue(Random random) {
    String special = "%+&#;\\/*-<>!.'\"^ \t\n,(0xXuU1aAfF[]\u0000\u00a0\u00c3\u00a9=";
    byte[] bytes = new byte[random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : (byte) special.charAt(random.nextInt(special.length()));
    }
    return Bytes.of(bytes);
  }

  @Test
  void knows_the_best_fits_of_the_published_map() throws IOException {
    String file = Files.readString(SharedData.path("unicode.mapping"), StandardCharsets.ISO_8859_1);
    UnicodeMap published = Objects.requireNonNull(UnicodeMap.parse(file, "20127"));
    int differences = 0;
    for (int code = 0x100; code < 0x10000; code++) {
      if (published.byteFor(code) != UnicodeMap.lowByte(code)
          && published.byteFor(code) != UnicodeMap.builtIn().byteFor(code)) {
        differences++;
      }
    }
    assertThat(differences).isZero();
  }

  @Test
  void finds_no_page_that_a_map_does_not_have() {
    assertThat(UnicodeMap.parse("20127 (x)\n00a1:21\n\n", "437")).isNull();
  }
}
