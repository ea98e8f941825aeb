#!/usr/bin/env escript
%% What Measure.java says, done by a BEAM as the server or as the client:
%%
%%   escript wire.escript server NAME COOKIE
%%   escript wire.escript client NAME COOKIE SERVER
%%
%% Prints `ready`. A client then takes lines as Client.java says. Both end with their input.
-module(wire).
-behaviour(gen_server).
-mode(compile).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-define(PAIRS, 120).
-define(BATCH, 10000).
-define(LARGE_BATCH, 20).
-define(LARGE, (1024 * 1024)).
-define(NUMBER, 12345).
-define(TIMEOUT, 60000).
-define(CALLS_BETWEEN_LOOKS, 16).

%% The server: answers a call with its argument, a binary with ok, and counts numbered messages.
init(_) -> {ok, 0}.

handle_call(Binary, _, Count) when is_binary(Binary) -> {reply, ok, Count};
handle_call(count, _, Count) -> {reply, Count, 0};
handle_call(Message, _, Count) -> {reply, Message, Count}.

handle_cast(_, Count) -> {noreply, Count}.

handle_info(Number, Count) when Number =:= Count + 1 -> {noreply, Number};
handle_info({Number, _}, Count) when Number =:= Count + 1 -> {noreply, Number};
handle_info(_, _) -> {noreply, out_of_order}.

main([Role, Name, Cookie | Server]) ->
    {ok, _} = net_kernel:start([list_to_atom(Name), longnames]),
    erlang:set_cookie(list_to_atom(Cookie)),
    case {Role, Server} of
        {"server", []} ->
            [{ok, _} = gen_server:start({local, echo(I)}, ?MODULE, [], []) || I <- lists:seq(1, ?PAIRS)],
            {ok, _} = gen_server:start({local, sink}, ?MODULE, [], []),
            io:format("ready~n"),
            wait_for_end();
        {"client", [Node]} ->
            true = net_kernel:connect_node(list_to_atom(Node)),
            io:format("ready~n"),
            serve(list_to_atom(Node))
    end,
    halt(0).

wait_for_end() ->
    case io:get_line("") of
        eof -> ok;
        _ -> wait_for_end()
    end.

serve(Server) ->
    case io:get_line("") of
        eof ->
            ok;
        Line ->
            [Measure, Millis] = string:lexemes(Line, " \n"),
            Start = now_ns(),
            {Count, Latencies} =
                in_process(fun() -> run(Measure, Server, Start + list_to_integer(Millis) * 1000000) end),
            io:format("did ~b ~b~n", [Count, now_ns() - Start]),
            Sorted = list_to_tuple(lists:sort(lists:append(Latencies))),
            io:format("took ~.1f ~.1f ~.1f~n", [micros(Sorted, P) || P <- [0.5, 0.99, 0.999]]),
            serve(Server)
    end.

micros({}, _) -> 0.0;
micros(Sorted, Part) ->
    element(1 + min(tuple_size(Sorted) - 1, trunc(tuple_size(Sorted) * Part)), Sorted) / 1000.

in_process(Function) ->
    {Process, Monitor} = spawn_monitor(fun() -> exit({result, Function()}) end),
    receive
        {'DOWN', Monitor, process, Process, {result, Result}} -> Result;
        {'DOWN', Monitor, process, Process, Reason} -> error(Reason)
    end.

now_ns() -> erlang:monotonic_time(nanosecond).

echo(Number) -> list_to_atom("echo_" ++ integer_to_list(Number)).

run("call_int", Server, End) -> calls({echo_1, Server}, ?NUMBER, End);
run("call_string", Server, End) -> calls({echo_1, Server}, "hello world", End);
run("call_pid", Server, End) -> calls({echo_1, Server}, {self()}, End);
run("call_1m", Server, End) -> calls({echo_1, Server}, binary:copy(<<0>>, ?LARGE), End);
run("pairs", Server, End) ->
    Self = self(),
    [spawn_link(fun() -> Self ! {calls, calls({echo(I), Server}, ?NUMBER, End)} end) || I <- lists:seq(1, ?PAIRS)],
    All = [receive {calls, Each} -> Each end || _ <- lists:seq(1, ?PAIRS)],
    {lists:sum([N || {N, _} <- All]), [L || {_, [L]} <- All]};
run("one_way", Server, End) ->
    {one_way({sink, Server}, End, 0), []};
run("stream_1m", Server, End) ->
    {stream({sink, Server}, binary:copy(<<0>>, ?LARGE), End, 0), []}.

calls(Server, Argument, End) ->
    Latencies = calls(Server, Argument, End, now_ns(), 0, []),
    {length(Latencies), [Latencies]}.

calls(_, _, End, Before, 0, Latencies) when Before >= End -> Latencies;
calls(Server, Argument, End, Before, 0, Latencies) ->
    calls(Server, Argument, End, Before, ?CALLS_BETWEEN_LOOKS, Latencies);
calls(Server, Argument, End, Before, Left, Latencies) ->
    gen_server:call(Server, Argument, ?TIMEOUT),
    Now = now_ns(),
    calls(Server, Argument, End, Now, Left - 1, [Now - Before | Latencies]).

one_way(Sink, End, Sent) ->
    send(Sink, 1),
    ?BATCH = gen_server:call(Sink, count, ?TIMEOUT),
    case now_ns() < End of
        true -> one_way(Sink, End, Sent + ?BATCH);
        false -> Sent + ?BATCH
    end.

send(_, Number) when Number > ?BATCH -> ok;
send(Sink, Number) -> Sink ! Number, send(Sink, Number + 1).

stream(Sink, Binary, End, Sent) ->
    [Sink ! {Number, Binary} || Number <- lists:seq(1, ?LARGE_BATCH)],
    ?LARGE_BATCH = gen_server:call(Sink, count, ?TIMEOUT),
    case now_ns() < End of
        true -> stream(Sink, Binary, End, Sent + ?LARGE_BATCH);
        false -> Sent + ?LARGE_BATCH
    end.
