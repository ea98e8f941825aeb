/// The Erlang port mapper daemon: it tells, per host, on which port each Erlang node listens.
///
/// A node that wants to be found starts at [EpmdPresence], which keeps its name registered whatever
/// happens to the daemon; one that wants to find others asks [EpmdClient]. [EpmdServer] is the
/// daemon itself. Maintainers: read [EpmdRequest] and [EpmdReply] for the bytes, [ServerConnection]
/// for the rules of the server, [NameTable] for its memory, and the top of [EpmdPresence] for its
/// states. The protocol is chapter "EPMD Protocol" of Erlang's distribution protocol document; what
/// that chapter leaves open was asked of the daemon of OTP 25.
@NullMarked
package io.jergon.epmd;

import org.jspecify.annotations.NullMarked;
