#!/usr/bin/env escript
%%! +P 4000000
%% What Measure.java says, done by a BEAM:
%%
%%   escript local.escript MEASURE SECONDS
%%
%% prints lines `figure value`. A rate is measured in a second pass, after a first that warms up.
-module(local).
-behaviour(gen_server).
-mode(compile).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, waiting/0, linked/1]).

-define(PAYLOAD, 12345).
-define(TIMEOUT, 60000).
-define(MANY, 1000000).

%% Answers a call with its argument, and counts other messages.
init(_) -> {ok, 0}.

handle_call(count, _, Count) -> {reply, Count, 0};
handle_call(Message, _, Count) -> {reply, Message, Count}.

handle_cast(_, Count) -> {noreply, Count}.

handle_info(_, Count) -> {noreply, Count + 1}.

main([Measure, Seconds]) ->
    Time = list_to_integer(Seconds) * 1000000000,
    measure(Measure, Time),
    halt(0).

measure("call", Time) ->
    Server = echo(),
    print("call", second(fun() -> each(fun() -> gen_server:call(Server, ?PAYLOAD, ?TIMEOUT) end, Time) end));
measure("round_trip", Time) ->
    Answerer = spawn(fun answer/0),
    Trip = fun() ->
        Answerer ! {self(), ?PAYLOAD},
        receive N when is_integer(N) -> N end
    end,
    print("round_trip", second(fun() -> each(Trip, Time) end));
measure("pairs", Time) ->
    print("pairs", second(fun() -> pairs(120, Time) end));
measure("one_way", Time) ->
    print("one_way", second(fun() -> one_way(echo(), 10000, Time) end));
measure("backlog", Time) ->
    print("backlog", second(fun() -> one_way(echo(), 200000, Time) end));
measure("spawn", Time) ->
    print("spawn", second(fun() -> spawned(1000, Time) end));
measure("idle_processes", _) ->
    memory("process", fun() -> P = spawn(?MODULE, waiting, []), P ! ?PAYLOAD, P end);
measure("idle_servers", _) ->
    memory("server", fun() -> P = echo(), ?PAYLOAD = gen_server:call(P, ?PAYLOAD, ?TIMEOUT), P end);
measure("latency", Time) ->
    Pairs = 2 * erlang:system_info(schedulers_online),
    Sorted = list_to_tuple(lists:sort(second(fun() -> latency(Pairs, Time) end))),
    N = tuple_size(Sorted),
    print("latency_50", element(N div 2 + 1, Sorted) / 1000),
    print("latency_99", element(N * 99 div 100 + 1, Sorted) / 1000);
measure("chain", _) ->
    print("chain", second(fun() -> chain(?MANY) end) / 1.0e9);
measure("monitors", _) ->
    print("monitors", second(fun() -> monitors(100000) end) / 1.0e6).

echo() ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    Server.

print(Figure, Value) -> io:format("~s ~.2f~n", [Figure, float(Value)]).

%% A process of its own for each pass, as a node's work would be done by one.
second(Pass) ->
    _ = in_process(Pass),
    in_process(Pass).

in_process(Function) ->
    {Process, Monitor} = spawn_monitor(fun() -> exit({result, Function()}) end),
    receive {'DOWN', Monitor, process, Process, {result, Result}} -> Result end.

now_ns() -> erlang:monotonic_time(nanosecond).

%% Nanoseconds for each of what is done again and again for that time.
each(Function, Time) ->
    Start = now_ns(),
    Count = count(Function, Start + Time, 0),
    (now_ns() - Start) / Count.

count(Function, Deadline, Count) ->
    batch(Function, 64),
    case now_ns() < Deadline of
        true -> count(Function, Deadline, Count + 64);
        false -> Count + 64
    end.

batch(_, 0) -> ok;
batch(Function, N) -> Function(), batch(Function, N - 1).

answer() ->
    receive {From, Value} -> From ! Value, answer() end.

pairs(Pairs, Time) ->
    Self = self(),
    Servers = [echo() || _ <- lists:seq(1, Pairs)],
    Start = now_ns(),
    [spawn_link(fun() -> Self ! {calls, count(fun() -> gen_server:call(S, ?PAYLOAD, ?TIMEOUT) end, Start + Time, 0)} end)
     || S <- Servers],
    Calls = lists:sum([receive {calls, N} -> N end || _ <- Servers]),
    Calls * 1.0e9 / (now_ns() - Start).

one_way(Server, Batch, Time) ->
    Start = now_ns(),
    Sent = one_way(Server, Batch, Start + Time, 0),
    Sent * 1.0e9 / (now_ns() - Start).

one_way(Server, Batch, Deadline, Sent) ->
    send(Server, Batch),
    Batch = gen_server:call(Server, count, ?TIMEOUT),
    case now_ns() < Deadline of
        true -> one_way(Server, Batch, Deadline, Sent + Batch);
        false -> Sent + Batch
    end.

send(_, 0) -> ok;
send(Server, N) -> Server ! ?PAYLOAD, send(Server, N - 1).

spawned(Batch, Time) ->
    Start = now_ns(),
    Ended = spawned(Batch, Start + Time, 0),
    Ended * 1.0e9 / (now_ns() - Start).

spawned(Batch, Deadline, Ended) ->
    [spawn_monitor(fun() -> ok end) || _ <- lists:seq(1, Batch)],
    [receive {'DOWN', _, process, _, _} -> ok end || _ <- lists:seq(1, Batch)],
    case now_ns() < Deadline of
        true -> spawned(Batch, Deadline, Ended + Batch);
        false -> Ended + Batch
    end.

waiting() ->
    receive _ -> waiting() end.

memory(Figure, Make) ->
    Live = erlang:memory(total),
    Resident = resident(),
    Processes = [Make() || _ <- lists:seq(1, ?MANY)],
    _ = erlang:process_info(lists:last(Processes), message_queue_len),
    print(Figure ++ "_live", (erlang:memory(total) - Live) / ?MANY),
    print(Figure ++ "_resident", (resident() - Resident) / ?MANY),
    halt(0).

resident() ->
    {ok, Status} = file:read_file("/proc/self/status"),
    {match, [Kilobytes]} = re:run(Status, "VmRSS:\\s+(\\d+) kB", [{capture, [1], list}]),
    list_to_integer(Kilobytes) * 1024.

%% A BEAM has no threads outside; a process that sleeps in between sends.
latency(Pairs, Time) ->
    Self = self(),
    Receiver = spawn_link(fun() -> receiver(Self, []) end),
    Clients = [begin
                   Server = echo(),
                   spawn_link(fun() -> forever(fun() -> gen_server:call(Server, ?PAYLOAD, ?TIMEOUT) end) end)
               end || _ <- lists:seq(1, Pairs)],
    timed(Receiver, now_ns() + Time),
    Receiver ! finish,
    Waited = receive {waited, All} -> All end,
    [begin unlink(C), exit(C, kill) end || C <- Clients],
    Waited.

forever(Function) -> Function(), forever(Function).

timed(Receiver, Deadline) ->
    receive after 1 -> ok end,
    Now = now_ns(),
    Receiver ! {at, Now},
    case Now < Deadline of
        true -> timed(Receiver, Deadline);
        false -> ok
    end.

receiver(Owner, Waited) ->
    receive
        {at, Sent} -> receiver(Owner, [now_ns() - Sent | Waited]);
        finish -> Owner ! {waited, Waited}
    end.

%% Nanoseconds from the end of the first of a chain of links to that of the last.
chain(Count) ->
    First = spawn(?MODULE, waiting, []),
    Chain = chained(Count - 1, First, []),
    [P ! self() || P <- Chain],
    [receive ready -> ok end || _ <- Chain],
    Last = hd(Chain),
    Monitor = monitor(process, Last),
    Start = now_ns(),
    exit(First, boom),
    receive {'DOWN', Monitor, process, Last, boom} -> ok end,
    Time = now_ns() - Start,
    false = lists:any(fun is_process_alive/1, Chain),
    Time.

chained(0, _, Chain) -> Chain;
chained(N, Before, Chain) ->
    P = spawn(?MODULE, linked, [Before]),
    chained(N - 1, P, [P | Chain]).

linked(Before) ->
    link(Before),
    receive From -> From ! ready end,
    waiting().

%% Nanoseconds from the end of a process to the last word of it.
monitors(Count) ->
    Target = spawn(?MODULE, waiting, []),
    Monitors = [monitor(process, Target) || _ <- lists:seq(1, Count)],
    Start = now_ns(),
    exit(Target, kill),
    [receive {'DOWN', _, process, Target, killed} -> ok end || _ <- Monitors],
    now_ns() - Start.
