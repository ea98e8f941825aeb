package io.jergon.node.control;

import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermInput;
import io.jergon.etf.TermOutput;

/// One control message: a tuple that begins with its operation number, on the wire followed by a
/// payload term if [#hasPayload].
///
/// ```java
/// connection.send(new SendMessage.Send(self, to, null), term);
///
/// switch (message) {
///   case SendMessage send -> ...
///   case LinkMessage link -> ...
///   case ExitMessage exit -> ...
///   case MonitorMessage monitor -> ...
///   case SpawnMessage spawn -> ...
///   case AltactMessage altact -> ...
///   case GroupLeaderMessage(Pid leader, Pid to, _) -> ...
/// }
/// ```
///
/// `from` is always the side that sends the message, `to` the side that receives it. Where the
/// protocol has two operations that differ in a trace token only, there is one record with a
/// `token` that is null when there is none.
///
/// Send what a node of today sends: a connection to a peer without the flag that brought a form
/// turns it into the older one by itself. Immutable.
public sealed interface ControlMessage
    permits SendMessage,
        LinkMessage,
        ExitMessage,
        MonitorMessage,
        SpawnMessage,
        AltactMessage,
        GroupLeaderMessage {

  /// The operation number, the tuple's first element.
  int operation();

  /// Whether a payload term follows the tuple.
  boolean hasPayload();

  /// Appends the control tuple, without a version byte.
  void encode(TermOutput out);

  /// The control tuple as a term, for logs and tests.
  default Term toTerm() {
    TermOutput out = new TermOutput(64);
    encode(out);
    return TermDecoder.DEFAULT.decodeBody(new TermInput(out.array(), 0, out.size()));
  }
}
