package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documentation points to is there.
final class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?![a-z]+:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^\\s*```.*?^\\s*```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void every_link_leads_to_a_file_and_a_heading() throws IOException {
    TreeSet<String> broken = new TreeSet<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(BLOCK.matcher(Files.readString(page)).replaceAll(""));
      while (link.find()) {
        Path to = target(page, link.group(1));
        String heading = link.group(2);
        if (!Files.exists(to) || heading != null && !headings(to).contains(heading)) {
          broken.add(ROOT.relativize(page) + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void the_readme_names_every_page_beside_it() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      assertThat(docs.map(page -> "docs/" + page.getFileName()).filter(p -> p.endsWith(".md")))
          .isNotEmpty()
          .allSatisfy(page -> assertThat(readme).contains("(" + page + ")"));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(page -> page.toString().endsWith(".md"))
          // Parts become pages elsewhere, with their links as they are.
          .filter(page -> !page.startsWith(ROOT.resolve("docs/parts")))
          .toList();
    }
  }

  private static Path target(Path page, String link) {
    return link.isEmpty() ? page : page.resolveSibling(link).normalize();
  }

  /// As they are named in links: in lower case, with hyphens for blanks and no punctuation.
  private static List<String> headings(Path page) throws IOException {
    if (Files.isDirectory(page)) {
      return List.of();
    }
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }
}
