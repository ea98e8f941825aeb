%% Rounds in which two signals cross on the wire. Each answers with what went wrong: [] is good.
-module(jergon_races).
-export([unlink_exit/2, unlink_relink/2, demonitor_exit/2, link_exit/2, spawn_exit/2, simultaneous_links/2]).

%% After unlink/1 has returned, no exit signal of that link may arrive; before, exactly one may.
unlink_exit(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        Pid = spawn_link(Node, jergon_demo, echo_loop, []),
        pause(I),
        exit_by(I, Pid),
        pause(I div 7),
        unlink(Pid),
        Before = exits_of(Pid),
        gone(Node, Pid),
        case {Before, exits_of(Pid)} of
            {[], []} -> ok;
            {[_], []} -> ok;
            Wrong -> Wrong
        end
    end).

%% unlink and link again at once: the link holds, and the exit comes exactly once.
unlink_relink(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        Pid = spawn_link(Node, jergon_demo, echo_loop, []),
        [begin unlink(Pid), link(Pid) end || _ <- lists:seq(1, I rem 5)],
        exit(Pid, {round, I}),
        First = receive {'EXIT', Pid, Reason} -> Reason after 5000 -> nothing end,
        gone(Node, Pid),
        case {First, exits_of(Pid)} of
            {{round, I}, []} -> ok;
            Wrong -> Wrong
        end
    end).

%% After demonitor(Ref, [flush]) no 'DOWN' arrives.
demonitor_exit(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        {Pid, Ref} = spawn_monitor(Node, jergon_demo, echo_loop, []),
        pause(I),
        exit_by(I, Pid),
        pause(I div 7),
        demonitor(Ref, [flush]),
        gone(Node, Pid),
        receive
            {'DOWN', Ref, _, _, _} = Wrong -> Wrong
        after 0 -> ok
        end
    end).

%% link/1 to a process that is dying: its reason or noproc, exactly once.
link_exit(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        Pid = spawn(Node, jergon_demo, echo_loop, []),
        exit(Pid, {round, I}),
        pause(I),
        link(Pid),
        First = receive {'EXIT', Pid, Reason} -> Reason after 5000 -> nothing end,
        gone(Node, Pid),
        case {First, exits_of(Pid)} of
            {{round, I}, []} -> ok;
            {noproc, []} -> ok;
            Wrong -> Wrong
        end
    end).

%% A process that ends at once after its birth: one EXIT for the link, one DOWN for the monitor.
spawn_exit(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        {Pid, Ref} = spawn_opt(Node, jergon_demo, fail, [{round, I}], [link, monitor]),
        Exit = receive {'EXIT', Pid, R1} -> R1 after 5000 -> nothing end,
        Down = receive {'DOWN', Ref, process, Pid, R2} -> R2 after 5000 -> nothing end,
        case {Exit, Down, exits_of(Pid)} of
            {{round, I}, {round, I}, []} -> ok;
            Wrong -> Wrong
        end
    end).

%% Linked several times over, it is still one link.
simultaneous_links(Node, Rounds) ->
    rounds(Rounds, fun(I) ->
        Pid = spawn_link(Node, jergon_demo, echo_loop, []),
        link(Pid),
        Pid ! {self(), I},
        link(Pid),
        receive {Pid, I} -> ok after 5000 -> nothing end,
        exit(Pid, {round, I}),
        First = receive {'EXIT', Pid, Reason} -> Reason after 5000 -> nothing end,
        gone(Node, Pid),
        case {First, exits_of(Pid)} of
            {{round, I}, []} -> ok;
            Wrong -> Wrong
        end
    end).

rounds(Rounds, Round) ->
    jergon_suite:isolated(fun() ->
        process_flag(trap_exit, true),
        Wrong = [{I, Result} || I <- lists:seq(1, Rounds), (Result = Round(I)) =/= ok],
        {lists:sublist(Wrong, 5), jergon_suite:flush()}
    end).

exit_by(I, Pid) when I rem 3 =:= 0 -> Pid ! stop;
exit_by(I, Pid) when I rem 3 =:= 1 -> exit(Pid, {round, I});
exit_by(_, Pid) -> exit(Pid, kill).

%% Some hundred microseconds at most, to move the two signals against each other.
pause(N) -> spin((N * 7919) rem 3000).

spin(0) -> ok;
spin(N) -> spin(N - 1).

exits_of(Pid) ->
    receive
        {'EXIT', Pid, _} = Exit -> [Exit | exits_of(Pid)]
    after 0 -> []
    end.

%% Returns when Pid is dead and everything that it sent is here.
gone(Node, Pid) ->
    Ref = monitor(process, Pid),
    receive
        {'DOWN', Ref, process, Pid, _} -> ok
    after 5000 -> error({still_alive, Pid})
    end,
    sync = gen_server:call({echo, Node}, sync).
