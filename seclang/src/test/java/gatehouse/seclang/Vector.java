package gatehouse.seclang;

import gatehouse.seclang.text.Bytes;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/// One published unit case of an operator or a transformation.
public record Vector(String name, String param, Bytes input, Map<String, Object> fields) {
  public static Stream<Vector> all(String folder) {
    return SharedData.files("secrules-language-tests/" + folder, ".json").stream()
        .flatMap(file -> Json.objects(Json.read(file)).stream())
        .map(Vector::of);
  }

  private static Vector of(Map<String, Object> fields) {
    String param = (String) fields.getOrDefault("param", "");
    return new Vector(
        Json.text(fields, "name"), param, hex(Json.text(fields, "input_hex")), fields);
  }

  public Bytes output() {
    return hex(Json.text(fields, "output_hex"));
  }

  public boolean matches() {
    return Json.get(fields, "ret").equals(1L);
  }

  private static Bytes hex(String digits) {
    return Bytes.of(HexFormat.of().parseHex(digits));
  }

  @Override
  public String toString() {
    return name + " " + param + " " + input;
  }
}
