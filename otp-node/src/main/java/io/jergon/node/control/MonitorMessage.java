package io.jergon.node.control;

import io.jergon.etf.Atom;
import io.jergon.etf.Pid;
import io.jergon.etf.Ref;
import io.jergon.etf.Term;
import io.jergon.etf.TermOutput;
import org.jspecify.annotations.Nullable;

/// Monitors of processes on another node. Flag DIST_MONITOR; for names also DIST_MONITOR_NAME.
///
/// ```text
///   A: monitor(process, B)    MONITOR_P Ref ------->
///                             <- MONITOR_P_EXIT Ref    once, when B exits, or is not there (noproc)
///   A: demonitor(Ref)         DEMONITOR_P Ref ----->   after it, no exit is sent
/// ```
///
/// The monitored process is named by pid or by registered name, and the exit names it the same way.
public sealed interface MonitorMessage extends ControlMessage {
  /// The monitor, made by the monitoring process.
  Ref ref();

  @Override
  default boolean hasPayload() {
    return false;
  }

  /// MONITOR_P, 19 `{19, From, PidOrName, Ref}`.
  ///
  /// @param target a [Pid], or an [Atom]: the name of a process on the receiving node
  record Monitor(Pid from, Term target, Ref ref) implements MonitorMessage {
    /// Checks the target.
    public Monitor {
      requireTarget(target);
    }

    @Override
    public int operation() {
      return Operation.MONITOR_P;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, target, ref);
    }
  }

  /// DEMONITOR_P, 20 `{20, From, PidOrName, Ref}`.
  ///
  /// @param target as in the [Monitor]
  record Demonitor(Pid from, Term target, Ref ref) implements MonitorMessage {
    /// Checks the target.
    public Demonitor {
      requireTarget(target);
    }

    @Override
    public int operation() {
      return Operation.DEMONITOR_P;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, target, ref);
    }
  }

  /// PAYLOAD_MONITOR_P_EXIT, 28 `{28, PidOrName, To, Ref}`; the reason is the payload. Flag
  /// EXIT_PAYLOAD, OTP 22.
  ///
  /// @param from the monitored process, as in the [Monitor]: a [Pid], or an [Atom]
  /// @param to the monitoring process
  /// @param process the process that had the name, where its node knows; not on the wire
  record MonitorExit(Term from, Pid to, Ref ref, @Nullable Pid process) implements MonitorMessage {
    /// Checks the target.
    public MonitorExit {
      requireTarget(from);
    }

    /// As it comes from the wire.
    public MonitorExit(Term from, Pid to, Ref ref) {
      this(from, to, ref, null);
    }

    @Override
    public int operation() {
      return Operation.PAYLOAD_MONITOR_P_EXIT;
    }

    @Override
    public boolean hasPayload() {
      return true;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, ref);
    }
  }

  /// MONITOR_P_EXIT, 21 `{21, PidOrName, To, Ref, Reason}`.
  ///
  /// @param from the monitored process, as in the [Monitor]: a [Pid], or an [Atom]
  /// @param to the monitoring process
  record MonitorExitWithReason(Term from, Pid to, Ref ref, Term reason) implements MonitorMessage {
    /// Checks the target.
    public MonitorExitWithReason {
      requireTarget(from);
    }

    @Override
    public int operation() {
      return Operation.MONITOR_P_EXIT;
    }

    @Override
    public void encode(TermOutput out) {
      ControlTuple.write(out, operation(), from, to, ref, reason);
    }
  }

  private static void requireTarget(Term target) {
    if (!(target instanceof Pid || target instanceof Atom)) {
      throw new IllegalArgumentException(
          "monitored process: " + target + " (expected: a pid or an atom)");
    }
  }
}
