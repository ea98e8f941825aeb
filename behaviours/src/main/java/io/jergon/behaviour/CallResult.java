package io.jergon.behaviour;

/// What [GenServer#handleCall] returns: a [Reply], or, for now, none.
///
/// ```
/// {reply, Reply, State}                   request.reply(value)  or  Reply.of(value)
/// {reply, Reply, State, Timeout}          request.reply(value).timeout(duration)
/// {reply, Reply, State, {timeout, T, M}}  request.reply(value).timeout(duration, message)
/// {reply, Reply, State, {continue, C}}    request.reply(value).thenContinue(c)
/// {reply, Reply, State, hibernate}        request.reply(value).hibernate()
/// {noreply, State}                        Result.noReply()        and later from.reply(value)
/// {stop, Reason, Reply, State}            Result.stop(reason).reply(value)
/// {stop, Reason, State}                   Result.stop(reason)
/// ```
public sealed interface CallResult permits Reply, Result {}
