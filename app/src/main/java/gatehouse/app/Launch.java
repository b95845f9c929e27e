package gatehouse.app;

import gatehouse.model.Settings;
import gatehouse.model.Settings.Listen;
import org.jspecify.annotations.Nullable;

/// Everything that flags and environment say about a process that serves.
///
/// @param admin where the admin address listens; null if it is off
/// @param configSize the most bytes of one text of the configuration
/// @param logLevel one of Kong's words
/// @param logJson whether the log is written as JSON
record Launch(
    Settings settings, @Nullable Listen admin, int configSize, String logLevel, boolean logJson) {}
