package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Damaged uploads mean the same however their bytes are cut on the way, and what passes is what
/// another reader sees. The seeds are fixed, so a failure comes again.
class UploadScanTest {
  private static final UploadRules RULES =
      new UploadRules(new ContentGuard.Uploads(4, 40L, List.of(), true), Set.of("utf-8"));

  private static final String TYPE = "multipart/form-data; boundary=b-1";

  private static final String[] SEEDS = {
    "--b-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b-1--\r\n",
    "--b-1\r\nContent-Disposition: form-data; name=a; filename=\"b.png\"\r\n"
        + "Content-Type: image/png\r\n\r\n\u0089PNG\r\n\u001a\n...\r\n--b-1\r\n"
        + "content-disposition: FORM-DATA; name=\"\"\r\n\r\n\r\n--b-1--",
    "--b-1\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=UTF-8\r\n"
        + "\r\n\r\n--b\r\n--b-\r\r\n--b-2\r\n--b-1--\r\n",
  };

  private static final String[] SNIPPETS = {
    "\r\n",
    "\r",
    "\n",
    "\0",
    "--b-1",
    "--b-1\r\n",
    "--b-1--",
    "\r\n--b-1",
    "\r\n\r\n",
    "\"",
    "\\",
    ";",
    "filename=c.exe",
    "; filename*=d",
    "Content-Type: multipart/mixed\r\n",
    " ",
    "\t",
    "MZ",
    "Content-Disposition: form-data; name=e\r\n",
  };

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0 && !damaged.isEmpty(); i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 2 -> damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(8)));
        default -> damaged.insert(at, damaged.substring(at));
      }
    }
    return damaged.toString();
  }

  private static boolean passes(byte[] body, int most, Random random) {
    UploadScan scan =
        Objects.requireNonNull(
            UploadScan.of(RULES, Objects.requireNonNull(FieldValue.parse(TYPE))));
    for (int at = 0; at < body.length; ) {
      int size = Math.min(body.length - at, 1 + random.nextInt(most));
      scan.feed(body, at, at + size);
      at += size;
    }
    scan.end();
    return scan.finding() == null;
  }

  @Test
  void a_body_means_one_thing() {
    Random random = new Random(11);
    int passed = 0;
    for (int round = 0; round < 8_000; round++) {
      String text = damaged(SEEDS[round % SEEDS.length], random);
      byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
      boolean whole = passes(body, Integer.MAX_VALUE - 1, random);
      assertThat(passes(body, 1, random)).as("byte by byte: %s", text).isEqualTo(whole);
      assertThat(passes(body, 7, random)).as("cut: %s", text).isEqualTo(whole);
      if (whole) {
        passed++;
        MultipartFields other = MultipartFields.read(TYPE, body);
        assertThat(other).as("read by another: %s", text).isNotNull();
        List<MultipartFields.Part> parts = other == null ? List.of() : other.parts();
        assertThat(parts).as("%s", text).hasSizeLessThanOrEqualTo(4);
        for (MultipartFields.Part part : parts) {
          assertThat(Objects.requireNonNull(other).raw(part).split("\r\n\r\n", 2)[1].length() - 2)
              .as("%s", text)
              .isLessThanOrEqualTo(40);
        }
      }
    }
    assertThat(passed).isGreaterThan(1500);
  }
}
