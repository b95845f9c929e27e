package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Draws hostile inputs. Seeds are fixed, so that what fails fails again.
public final class Fuzz {
  /// What a long text may cost. Work that grows with the square of the input takes minutes.
  private static final long MOST_NANOS = 10_000_000_000L;

  private static final int LONG = 1 << 18;

  private Fuzz() {}

  /// A text that was damaged in some places by snippets, copies of itself, and noise.
  public static String damaged(String text, String[] snippets, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(5) && !damaged.isEmpty(); i++) {
      int at = random.nextInt(damaged.length());
      int end = Math.min(damaged.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.insert(at, snippets[random.nextInt(snippets.length)]);
        case 2 -> damaged.delete(at, end);
        case 3 -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
        default -> damaged.setLength(at);
      }
    }
    return damaged.toString();
  }

  /// A text made of snippets and noise.
  public static String drawn(String[] snippets, int most, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      if (random.nextInt(8) == 0) {
        text.append((char) random.nextInt(256));
      } else {
        text.append(snippets[random.nextInt(snippets.length)]);
      }
    }
    return text.toString();
  }

  /// A quarter of a megabyte that repeats something short.
  public static Bytes repeated(String unit) {
    byte[] once = unit.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[LONG];
    for (int i = 0; i < all.length; i++) {
      all[i] = once[i % once.length];
    }
    return Bytes.of(all);
  }

  /// Does work that must grow with its input only, by this thread's own processor time.
  public static void staysLinear(Object what, Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    work.run();
    long spent = threads.getCurrentThreadCpuTime() - before;
    assertThat(spent).as("nanoseconds of %s", what).isLessThan(MOST_NANOS);
  }

  /// Pieces that hold together what transformations, parsers and detectors look for.
  public static List<String> units() {
    return List.of(
        "%",
        "%u",
        "%u00",
        "\\",
        "\\u",
        "\\x",
        "&",
        "&#",
        "&#x",
        "&lt",
        "/",
        "/.",
        "/..",
        "../",
        "//",
        "/*",
        "*/",
        "<",
        "<!",
        "<!--",
        "-->",
        "--",
        "#",
        "'",
        "\"",
        "`",
        "''",
        "\\'",
        "(",
        ")",
        "((",
        "))",
        "[",
        "]",
        "[]",
        "a[",
        ".",
        ",",
        ";",
        "1,",
        "1 ",
        "a ",
        "a.",
        "@",
        "@@",
        "$",
        "$$",
        "$a$",
        "{",
        "}",
        "0x",
        "0x4",
        "q'(",
        "n'",
        "e'",
        "u&'",
        "=",
        "==",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\u00a0",
        "\u00c2",
        "\u00e2\u0082",
        "\u00f0",
        "select ",
        "or ",
        "union ",
        "<a ",
        "<a b=",
        "<a b='",
        "on",
        "onload=",
        "javascript:",
        "data:",
        "x",
        "A",
        "--x\n",
        "/*!",
        "N'",
        "||",
        "&&",
        ":=",
        "1e",
        "1.",
        "$1",
        "a`",
        "!!",
        "not ");
  }
}
