package gatehouse.plugin.auth.token;

/// What came of reading a token: the token, or why it is none.
public sealed interface Reading permits SignedToken, Flaw {}
