package io.jergon.node;

import io.jergon.etf.Pid;
import io.jergon.etf.Ref;

/// A process that was started with a monitor: what `spawn_monitor` returns.
///
/// @param pid the new process
/// @param monitor its monitor; a [DownMessage] with it will come
public record Monitored(Pid pid, Ref monitor) {}
