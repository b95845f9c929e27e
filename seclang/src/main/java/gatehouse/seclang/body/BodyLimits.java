package gatehouse.seclang.body;

/// What a request body may take.
///
/// @param withoutFiles bytes of a body other than file contents
/// @param jsonDepth levels of JSON
/// @param files uploaded files that are looked at
/// @param keepsFileContent whether rules may read the content of uploaded files
public record BodyLimits(long withoutFiles, int jsonDepth, int files, boolean keepsFileContent) {}
