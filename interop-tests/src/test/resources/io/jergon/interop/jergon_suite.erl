%% Words for the Erlang side of the tests.
-module(jergon_suite).
-export([isolated/1, next/0, next/1, flush/0, settled/1, until/1, counter_back/1, init/1, start_counter/0]).

%% Runs Fun in a process of its own, with a mailbox of its own, and returns its value. What the process is linked to
%% dies with it.
isolated(Fun) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({value, Fun()}) end),
    receive
        {'DOWN', Monitor, process, Pid, {value, Value}} -> Value;
        {'DOWN', Monitor, process, Pid, Reason} -> error({isolated, Reason})
    end.

%% The next message, or `nothing` after 5 s.
next() -> next(5000).

next(Limit) ->
    receive
        Message -> Message
    after Limit -> nothing
    end.

%% All messages that are there now.
flush() ->
    receive
        Message -> [Message | flush()]
    after 0 -> []
    end.

%% Everything that has arrived from Node once all that it sent until now is here: a call's answer comes through the same
%% connection, behind it.
settled(Node) ->
    sync = gen_server:call({echo, Node}, sync),
    flush().

%% Asks again and again until Fun says true, at most 25 s: less than an evaluation may take.
until(Fun) -> until(Fun, erlang:monotonic_time(millisecond) + 25000).

until(Fun, End) ->
    case Fun() of
        true ->
            true;
        _ ->
            receive
            after 5 -> ok
            end,
            case erlang:monotonic_time(millisecond) > End of
                true -> false;
                false -> until(Fun, End)
            end
    end.

%% Waits until the restarted counter of Node answers; its value.
counter_back(Node) ->
    true = until(fun() -> is_integer(catch gen_server:call({counter, Node}, get)) end),
    gen_server:call({counter, Node}, get).

%% A supervisor of OTP's own with one child of that id, to compare with.
init({supervisor_of, Id}) ->
    {ok, {#{}, [#{id => Id, start => {jergon_suite, start_counter, []}}]}}.

start_counter() -> {ok, spawn_link(fun() -> receive never -> ok end end)}.
