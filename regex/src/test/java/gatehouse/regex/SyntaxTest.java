package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each construct of the syntax means, as a table of texts that match as a whole and that do
/// not. Texts are Latin-1, one character a byte.
class SyntaxTest {

  record Case(String pattern, List<String> matching, List<String> others) {
    static Case of(String pattern, List<String> matching, String... others) {
      return new Case(pattern, matching, List.of(others));
    }
  }

  static Stream<Case> plainCases() {
    return Stream.of(
        Case.of("", List.of(""), "a"),
        Case.of("a|b||c", List.of("a", "b", "", "c"), "ab"),
        Case.of("a.c", List.of("abc", "a\u0000c", "a\u00ffc"), "ac", "a\nc"),
        Case.of("a{2}", List.of("aa"), "a", "aaa"),
        Case.of("a{2,}", List.of("aa", "aaaa"), "a"),
        Case.of("a{1,2}?", List.of("a", "aa"), "", "aaa"),
        Case.of("a{0}b", List.of("b"), "ab"),
        Case.of("a{,2}", List.of("a{,2}"), "aa"),
        Case.of("a{x}{", List.of("a{x}{"), "a"),
        Case.of("(?:ab)+?", List.of("ab", "abab"), "aba"),
        Case.of("\\x41\\x{42}\\103\\o{104}", List.of("ABCD"), "abcd"),
        Case.of("\\x", List.of("\u0000"), "x"),
        Case.of("\\0\\01", List.of("\u0000\u0001"), "01"),
        Case.of("\\t\\n\\r\\f\\a\\e", List.of("\t\n\r\f\u0007\u001b"), "tnrfae"),
        Case.of("\\cA\\c[", List.of("\u0001\u001b"), "cA"),
        Case.of("\\.\\*\\_\\/\\<\\-", List.of(".*_/<-"), ""),
        Case.of("\\xff", List.of("\u00ff"), "\u00c3\u00bf"),
        Case.of("\\Qa.b*\\Ec+", List.of("a.b*c", "a.b*ccc"), "axbbc"),
        Case.of("\\Qab\\E+", List.of("ab", "abbb"), "abab"),
        Case.of("\\Qa|(b", List.of("a|(b"), "a"),
        Case.of("a\\Eb", List.of("ab"), "a"),
        Case.of("\\d\\D\\w\\W\\s\\S", List.of("1a_- x"), "aaaaaa"),
        Case.of("[\\s]{6}", List.of("\t\n\u000b\f\r "), "\u00a0     "),
        Case.of("\\h{3}", List.of("\t \u00a0"), "\n  "),
        Case.of("\\v{5}", List.of("\n\u000b\f\r\u0085"), "\n\n\n\n "),
        Case.of("\\H\\V", List.of("\n "), " \n"),
        Case.of("a\\Rb", List.of("a\r\nb", "a\nb", "a\u0085b"), "a b", "a\n\rb"),
        Case.of("\\N", List.of("a", "\r"), "\n"),
        Case.of("a(?#no (comment)b", List.of("ab"), "a"),
        Case.of("(?i)aB(?-i)c", List.of("abc", "ABc", "Abc"), "abC"),
        Case.of("a(?i:b)c", List.of("aBc", "abc"), "Abc", "abC"),
        Case.of("(a(?i)b|c)d", List.of("aBd", "Cd", "cd"), "CD", "ABd"),
        Case.of("(?s).(?-s).", List.of("\na"), "\n\n"),
        Case.of("(?x) a b # no\n c", List.of("abc"), "a b c"),
        Case.of("(?x)[ ]a +", List.of(" a", " aaa"), "a"),
        Case.of("(?^i)A(?^)b", List.of("ab", "Ab"), "AB"),
        Case.of("(?U)a+?b*", List.of("aab"), "b"),
        Case.of(
            "\u00e9+", List.of("\u00c3\u00a9", "\u00c3\u00a9\u00c3\u00a9"), "\u00c3\u00a9\u00a9"),
        Case.of("\\x{20ac}", List.of("\u00e2\u0082\u00ac"), "\u00ac"),
        Case.of("(?i)\u00e9", List.of("\u00c3\u00a9"), "\u00e3\u00a9"));
  }

  static Stream<Case> classCases() {
    return Stream.of(
        Case.of("[]a]", List.of("]", "a"), "b", "[]"),
        Case.of("[^]a]", List.of("b", "\n", "\u00ff"), "]", "a"),
        Case.of("[a-cx-]", List.of("a", "b", "c", "x", "-"), "d"),
        Case.of("[-a]", List.of("-", "a"), "b"),
        Case.of("[\\w-.]", List.of("a", "-", "."), "+"),
        Case.of("[a-\\d]", List.of("a", "-", "5"), "b"),
        Case.of("[--/]", List.of("-", ".", "/"), ","),
        Case.of("[\\x41-\\x{43}\\n]", List.of("A", "C", "\n"), "D"),
        Case.of("[[:alpha:]_]", List.of("a", "Z", "_"), "1", ":"),
        Case.of("[[:^digit:]]", List.of("a"), "1"),
        Case.of("[[:punct:]]", List.of("!", "~", "_", "`"), "a", " "),
        Case.of("[[:xdigit:][:blank:]]", List.of("f", "A", "9", "\t"), "g", "\n"),
        Case.of("(?i)[[:upper:]]", List.of("a", "A"), "1"),
        Case.of("(?i)[^[:upper:]]", List.of("1"), "a", "A"),
        Case.of("(?i)[^a-b]", List.of("c"), "A", "b"),
        Case.of("[[:alpha]", List.of("[", ":", "a"), "z"),
        Case.of("[a[b]", List.of("a", "[", "b"), "]"),
        Case.of("[a&&b]", List.of("a", "&", "b"), "c"),
        Case.of("[\\b]", List.of("\b"), "b"),
        Case.of("[\\Q]^-\\E]", List.of("]", "^", "-"), "\\", "Q", "E"),
        Case.of("[a\\Q-\\Ez]", List.of("a", "-", "z"), "b"),
        Case.of("[\\0-\\x1f]", List.of("\u0000", "\u001f"), " "),
        Case.of("[\\s\\S]", List.of("a", "\n", "\u0000"), ""),
        Case.of("[\u00e9]", List.of("\u00c3", "\u00a9"), "\u00c3\u00a9"));
  }

  @ParameterizedTest
  @MethodSource({"plainCases", "classCases"})
  void reads_the_syntax(Case one) throws RegexFault {
    Regex regex = Regex.compile(one.pattern, RegexOptions.ROUTER);
    for (String text : one.matching) {
      byte[] bytes = text.getBytes(ISO_8859_1);
      assertThat(regex.matches(bytes, 0, bytes.length)).as("matches %s", text).isTrue();
      assertThat(regex.find(bytes, 0, bytes.length)).as("finds %s", text).isTrue();
    }
    for (String text : one.others) {
      byte[] bytes = text.getBytes(ISO_8859_1);
      assertThat(regex.matches(bytes, 0, bytes.length)).as("refuses %s", text).isFalse();
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("a(b", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("a)b", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("é)b", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("[a", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("x[]", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("[z-a]", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("[[:nope:]]", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("[\\B]", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("*a", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("a|+", RegexFault.Kind.SYNTAX, 2),
        Arguments.of("{2}", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("(*)", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("a**", RegexFault.Kind.SYNTAX, 2),
        Arguments.of("a{3,2}", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("ab\\", RegexFault.Kind.SYNTAX, 2),
        Arguments.of("\\y", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("\\x{zz}", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("\\x{110000}", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("\\x{41", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("[\\777]", RegexFault.Kind.SYNTAX, 1),
        Arguments.of("(?<1a>b)", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("(?<a>b)(?<a>c)", RegexFault.Kind.SYNTAX, 7),
        Arguments.of("(?y)", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("(?#", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("(?i", RegexFault.Kind.SYNTAX, 0),
        Arguments.of("a(?=b)", RegexFault.Kind.NOT_LINEAR, 1),
        Arguments.of("(?!b)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("(?<=b)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("(?<!b)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("(?>b)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("(*atomic:b)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("a(*SKIP)b", RegexFault.Kind.NOT_LINEAR, 1),
        Arguments.of("(a)\\1", RegexFault.Kind.NOT_LINEAR, 3),
        Arguments.of("(a)\\g{1}", RegexFault.Kind.NOT_LINEAR, 3),
        Arguments.of("(?<n>a)\\k<n>", RegexFault.Kind.NOT_LINEAR, 7),
        Arguments.of("(?P<n>a)(?P=n)", RegexFault.Kind.NOT_LINEAR, 8),
        Arguments.of("(a)(?1)", RegexFault.Kind.NOT_LINEAR, 3),
        Arguments.of("(a)(?-1)", RegexFault.Kind.NOT_LINEAR, 3),
        Arguments.of("(?R)", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("(a)?(?(1)b)", RegexFault.Kind.NOT_LINEAR, 4),
        Arguments.of("a++", RegexFault.Kind.NOT_LINEAR, 1),
        Arguments.of("a{2}+", RegexFault.Kind.NOT_LINEAR, 1),
        Arguments.of("\\Ga", RegexFault.Kind.NOT_LINEAR, 0),
        Arguments.of("\\pL", RegexFault.Kind.UNSUPPORTED, 0),
        Arguments.of("a\\X", RegexFault.Kind.UNSUPPORTED, 1),
        Arguments.of("a\\Kb", RegexFault.Kind.UNSUPPORTED, 1),
        Arguments.of("[\\x{20ac}]", RegexFault.Kind.UNSUPPORTED, 1),
        Arguments.of("[[.a.]]", RegexFault.Kind.UNSUPPORTED, 1),
        Arguments.of("(?|a|b)", RegexFault.Kind.UNSUPPORTED, 0),
        Arguments.of("a{70000}", RegexFault.Kind.TOO_LARGE, 1),
        Arguments.of("(?:a{1000}){1000}", RegexFault.Kind.TOO_LARGE, 0),
        Arguments.of("((((a{65535}){65535}){65535}){65535}){65535}", RegexFault.Kind.TOO_LARGE, 0),
        Arguments.of("(){65535}", RegexFault.Kind.TOO_LARGE, 0),
        Arguments.of("(?:".repeat(251) + ")".repeat(251), RegexFault.Kind.TOO_LARGE, 750),
        Arguments.of("(a)".repeat(201), RegexFault.Kind.TOO_LARGE, 600));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void says_what_is_wrong_and_where(String pattern, RegexFault.Kind kind, int position) {
    assertThatThrownBy(() -> Regex.compile(pattern, RegexOptions.ROUTER))
        .isInstanceOfSatisfying(
            RegexFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(kind);
              assertThat(fault.position()).isEqualTo(position);
              assertThat(fault.getMessage()).isNotBlank();
            });
  }

  @ParameterizedTest
  @CsvSource({
    // pattern, router, pcre, multi-line: does it match "ok\nattack\n"?
    "'^attack', false, false, true",
    "'ok$', false, false, true",
    "'attack$', false, true, true",
    "'attack\\Z', true, true, true",
    "'attack\\z', false, false, false",
    "'\\n$', true, true, true",
    "'^$', false, false, false",
    "'\\n^$', false, false, false",
    "'\\Aok', true, true, true",
    "'^\\Aok', true, true, true",
    "'\\n\\b', true, true, true",
    "'k\\B', false, false, false"
  })
  void decides_lines_as_the_options_say(String pattern, boolean router, boolean pcre, boolean lines)
      throws RegexFault {
    byte[] text = "ok\nattack\n".getBytes(UTF_8);
    assertThat(Regex.compile(pattern, RegexOptions.ROUTER).find(text, 0, text.length))
        .isEqualTo(router);
    assertThat(Regex.compile(pattern, RegexOptions.PCRE).find(text, 0, text.length))
        .isEqualTo(pcre);
    RegexOptions multiLine = RegexOptions.SECLANG.withMultiLine(true);
    assertThat(Regex.compile(pattern, multiLine).find(text, 0, text.length)).isEqualTo(lines);
  }
}
