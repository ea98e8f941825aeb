%% A process with an alias that shows in which order its mailbox has what came before `go`.
-module(jergon_priority).
-export([start/1, shown/0, has_priority/0]).

start(Options) ->
    To = self(),
    Pid = spawn(fun() -> shows(To, Options) end),
    receive {Pid, Alias} -> {Pid, Alias} end.

shows(To, Options) ->
    process_flag(trap_exit, true),
    To ! {self(), alias(Options)},
    receive go -> To ! {shown, all()} end.

shown() ->
    receive {shown, All} -> All after 10000 -> nothing end.

all() ->
    receive Message -> [Message | all()] after 0 -> [] end.

has_priority() ->
    list_to_integer(erlang:system_info(otp_release)) >= 28.
