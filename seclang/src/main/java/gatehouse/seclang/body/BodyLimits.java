package gatehouse.seclang.body;

/// What a request body may take, and how it is read.
///
/// @param withoutFiles bytes of a body other than file contents
/// @param jsonDepth levels of JSON
/// @param files uploaded files that are looked at
/// @param xml what becomes of an XML body
/// @param keepsFileContent whether rules may read the content of uploaded files
public record BodyLimits(
    long withoutFiles, int jsonDepth, XmlUse xml, int files, boolean keepsFileContent) {}
