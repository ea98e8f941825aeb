package io.jergon.epmd;

/// What the connections of one server share.
///
/// @param config its limits
/// @param names its memory; owned by the server's event loop
/// @param connections its connections; owned by the server's event loop
/// @param killed ends the server
record ServerState(
    EpmdServer.Config config, NameTable names, ServerConnections connections, Runnable killed) {}
