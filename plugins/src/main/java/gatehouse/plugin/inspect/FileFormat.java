package gatehouse.plugin.inspect;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// File formats that are known by their first bytes.
@SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
enum FileFormat {
  PNG("png", "image/png", "89504e470d0a1a0a"),
  JPEG("jpg jpeg jpe jfif", "image/jpeg image/jpg", "ffd8ff"),
  GIF("gif", "image/gif", "474946383761 474946383961"),
  WEBP("webp", "image/webp", "52494646........57454250"),
  BMP("bmp dib", "image/bmp image/x-ms-bmp", "424d"),
  TIFF("tif tiff", "image/tiff", "49492a00 4d4d002a"),
  ICON("ico", "image/x-icon image/vnd.microsoft.icon", "00000100"),
  PDF("pdf", "application/pdf", "255044462d"),
  RTF("rtf", "application/rtf text/rtf", "7b5c727466"),
  OLE(
      "doc xls ppt msg",
      "application/msword application/vnd.ms-excel application/vnd.ms-powerpoint",
      "d0cf11e0a1b11ae1"),
  ZIP(
      "zip jar war apk docx xlsx pptx docm xlsm pptm odt ods odp epub",
      "application/zip application/x-zip-compressed application/java-archive application/epub+zip"
          + " application/vnd.openxmlformats-officedocument.wordprocessingml.document"
          + " application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          + " application/vnd.openxmlformats-officedocument.presentationml.presentation"
          + " application/vnd.oasis.opendocument.text"
          + " application/vnd.oasis.opendocument.spreadsheet"
          + " application/vnd.oasis.opendocument.presentation",
      "504b0304 504b0506 504b0708"),
  GZIP("gz tgz", "application/gzip application/x-gzip", "1f8b"),
  BZIP2("bz2", "application/x-bzip2", "425a68"),
  XZ("xz", "application/x-xz", "fd377a585a00"),
  ZSTD("zst", "application/zstd", "28b52ffd"),
  SEVEN_ZIP("7z", "application/x-7z-compressed", "377abcaf271c"),
  RAR("rar", "application/vnd.rar application/x-rar-compressed", "526172211a07"),
  MP4(
      "mp4 m4a m4v mov 3gp heic heif avif",
      "video/mp4 audio/mp4 video/quicktime video/3gpp image/heic image/heif image/avif",
      "........66747970"),
  MATROSKA("mkv webm", "video/webm audio/webm video/x-matroska", "1a45dfa3"),
  AVI("avi", "video/x-msvideo", "52494646........41564920"),
  WAVE("wav", "audio/wav audio/x-wav audio/wave", "52494646........57415645"),
  MP3("mp3", "audio/mpeg", "494433 fffb fffa fff3 fff2"),
  OGG("ogg oga ogv opus", "audio/ogg video/ogg application/ogg", "4f676753"),
  FLAC("flac", "audio/flac", "664c6143"),
  WOFF("woff woff2", "font/woff font/woff2", "774f4646 774f4632"),

  /// For programs of Windows the first two bytes alone could be a text's.
  WINDOWS_PROGRAM(
      "exe dll sys scr com",
      "application/vnd.microsoft.portable-executable",
      "4d5a..00 4d5a....00"),
  ELF("so elf o", "application/x-elf application/x-executable", "7f454c46"),
  MACH_O("dylib", "application/x-mach-binary", "feedface feedfacf cefaedfe cffaedfe"),
  JAVA_CLASS("class", "application/java-vm", "cafebabe"),
  WASM("wasm", "application/wasm", "0061736d"),
  SCRIPT("sh bash", "application/x-sh text/x-shellscript", "2321");

  /// More bytes than these are not needed to know a format.
  static final int LONGEST = 12;

  private final List<String> extensions;
  private final List<String> mediaTypes;
  private final List<Signature> signatures;

  /// First bytes; those under a zero of the mask do not matter.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Signature(byte[] bytes, boolean[] mask) {
    static Signature parse(String hex) {
      byte[] bytes = new byte[hex.length() / 2];
      boolean[] mask = new boolean[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        String digits = hex.substring(2 * i, 2 * i + 2);
        mask[i] = !digits.equals("..");
        bytes[i] = mask[i] ? (byte) HexFormat.fromHexDigits(digits) : 0;
      }
      return new Signature(bytes, mask);
    }

    boolean begins(byte[] file, int length) {
      if (length < bytes.length) {
        return false;
      }
      for (int i = 0; i < bytes.length; i++) {
        if (mask[i] && file[i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  FileFormat(String extensions, String mediaTypes, String signatures) {
    this.extensions = List.of(extensions.split(" "));
    this.mediaTypes = List.of(mediaTypes.split(" "));
    this.signatures = Arrays.stream(signatures.split(" ")).map(Signature::parse).toList();
  }

  private boolean isProgram() {
    return compareTo(WINDOWS_PROGRAM) >= 0;
  }

  private boolean begins(byte[] file, int length) {
    for (Signature signature : signatures) {
      if (signature.begins(file, length)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable FileFormat ofExtension(@Nullable String extension) {
    for (FileFormat format : VALUES) {
      if (extension != null && format.extensions.contains(extension)) {
        return format;
      }
    }
    return null;
  }

  /// The format that a media type names; null if it is none of these.
  static @Nullable FileFormat ofMediaType(@Nullable String mediaType) {
    for (FileFormat format : VALUES) {
      if (mediaType != null && format.mediaTypes.contains(mediaType)) {
        return format;
      }
    }
    return null;
  }

  private static final List<FileFormat> VALUES = List.of(values());

  /// Whether a file begins as its name and its media type promise, and is no program in disguise.
  ///
  /// @param extension in lower case; null if there is none
  /// @param mediaType in lower case, without parameters; null if there is none
  /// @param beginning of the file, of which `length` bytes count: [#LONGEST] or all there are
  static boolean keepsPromise(
      @Nullable String extension, @Nullable String mediaType, byte[] beginning, int length) {
    FileFormat byName = ofExtension(extension);
    FileFormat byType = ofMediaType(mediaType);
    if (byName == null && byType == null) {
      return VALUES.stream().noneMatch(f -> f.isProgram() && f.begins(beginning, length));
    }
    return (byName == null || byName.begins(beginning, length))
        && (byType == null || byType.begins(beginning, length));
  }
}
