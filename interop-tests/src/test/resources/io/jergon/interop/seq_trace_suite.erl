%% Traces what a node of its own kind, or Jergon, does with a message that has a trace token.
-module(seq_trace_suite).
-export([start/0, child/1, events/1, events/2]).

%% The other side, as a BEAM node has it; SeqTraceIT has the same in Java.
start() ->
    register(echo, spawn(fun echo/0)),
    register(relay, spawn(fun relay/0)),
    register(leaver, spawn(fun leaver/0)),
    ok.

echo() ->
    receive
        {'$gen_call', {From, Tag}, Request} ->
            case Tag of
                [alias | Alias] -> Alias ! {Tag, Request};
                _ -> From ! {Tag, Request}
            end;
        {From, Message} ->
            From ! Message
    end,
    echo().

%% One more process on the way, and two messages back.
relay() ->
    receive
        {From, Message} ->
            Next = spawn(fun() -> receive M -> From ! {second, M} end end),
            From ! {first, Message},
            Next ! Message
    end,
    relay().

%% Signals of exit/2, and through a link.
leaver() ->
    receive
        {exit, To, Reason} -> exit(To, Reason);
        {link, From, Reason} ->
            spawn(fun() -> link(From), From ! linked, receive after 0 -> exit(Reason) end end)
    end,
    leaver().

child(Parent) ->
    Parent ! hello.

%% {Case, Events}, each event {Kind, {Previous, Current}}, of this node alone and in order.
events(Node) ->
    [{Case, events(Case, Node)} || Case <- [call, message, twice, exit2, link, spawn, erpc]].

events(Case, Node) ->
    process_flag(trap_exit, true),
    run(Case, Node),                    % loads all code
    Before = seq_trace:get_system_tracer(),
    Tracer = spawn(fun() -> collect([]) end),
    seq_trace:set_system_tracer(Tracer),
    seq_trace:set_token(label, {'a', label}),
    seq_trace:set_token(serial, {0, 0}),
    seq_trace:set_token(send, true),
    seq_trace:set_token('receive', true),
    run(Case, Node),
    seq_trace:set_token([]),
    seq_trace:set_system_tracer(Before),
    Tracer ! {events, self()},
    receive {Tracer, Events} -> Events end.

collect(Events) ->
    receive
        {events, From} -> From ! {self(), lists:reverse(Events)};
        {seq_trace, {'a', label}, {Kind, Serial, _, _, _}} -> collect([{Kind, Serial} | Events])
    end.

run(call, Node) -> hello = gen_server:call({echo, Node}, hello);
run(message, Node) -> {echo, Node} ! {self(), hello}, receive hello -> ok end;
run(twice, Node) -> run(message, Node), run(call, Node), run(message, Node);
run(relay, Node) ->
    {relay, Node} ! {self(), hello},
    receive {first, hello} -> ok end,
    receive {second, hello} -> ok end;
run(exit2, Node) ->
    {leaver, Node} ! {exit, self(), boo},
    receive {'EXIT', _, boo} -> ok end;
run(link, Node) ->
    {leaver, Node} ! {link, self(), gone},
    receive linked -> ok end,
    receive {'EXIT', _, gone} -> ok end;
run(spawn, Node) ->
    spawn(Node, seq_trace_suite, child, [self()]),
    receive hello -> ok end;
run(erpc, Node) -> erpc:call(Node, seq_trace_suite, child, [self()]), receive hello -> ok end.
