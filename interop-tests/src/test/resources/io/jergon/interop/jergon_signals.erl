%% Runs scripts of signals, one operation at a time, and tells what each process saw.
%% SignalScript.java says what the operations are and what a log looks like.
-module(jergon_signals).
-export([run/1]).

-record(world, {pids = #{}, alive = [], refs = #{}}).

run(Scripts) -> [script(Script) || Script <- Scripts].

script(Script) ->
    W0 = watch(#world{}, 0, spawn(fun loop/0)),
    {Log, W1} = lists:mapfoldl(fun step/2, W0, lists:enumerate(Script)),
    {Seen, W2} = lists:mapfoldl(fun ending/2, W1, lists:sort(W1#world.alive)),
    Names = [{Name, whereis(Name)} || Name <- [n0, n1, n2]],
    Result = normal(W2, {Log, Seen, Names}),
    [exit(element(1, maps:get(I, W2#world.pids)), kill) || {I, _} <- W2#world.alive],
    [receive {'DOWN', Ref, _, _, _} -> ok end || {_, Ref} <- W2#world.alive],
    Result.

ending({I, _}, W) ->
    {Seen, _, W1} = do(W, I, {flush}),
    {{I, Seen}, W1}.

watch(W, I, Pid) ->
    Ref = monitor(process, Pid),
    W#world{pids = (W#world.pids)#{I => {Pid, Ref}}, alive = [{I, Ref} | W#world.alive]}.

step({N, {I, Op0}}, W0) ->
    Op = resolve(W0, Op0),
    case lists:keymember(I, 1, W0#world.alive) andalso Op =/= unbound of
        false ->
            {skip, W0};
        true ->
            [pid(W0, J) ! {mark, N} || {J, _} <- W0#world.alive],
            {Value, Dead1, W1} = do(W0, I, Op),
            {Dead2, W2} = settle(W1),
            Dead = lists:sort(Dead1 ++ Dead2),
            %% Whether it gets to answer before it dies is a matter of chance.
            {{case lists:keymember(I, 1, Dead) of true -> none; false -> Value end, Dead}, W2}
    end.

pid(W, I) -> element(1, maps:get(I, W#world.pids)).

%% Until a round in which nobody dies.
settle(W) ->
    {Dead, W1} = lists:foldl(fun({I, _}, {D, Wa}) ->
                                     {_, D1, Wb} = do(Wa, I, {sync}),
                                     {D1 ++ D, Wb}
                             end, {[], W}, W#world.alive),
    case Dead of
        [] -> {[], W1};
        _ -> {More, W2} = settle(W1), {Dead ++ More, W2}
    end.

do(W, I, Op) ->
    {Pid, Ref} = maps:get(I, W#world.pids),
    Pid ! {'$do', self(), Op},
    receive
        {'$ack', Pid, Value, Bound} ->
            {Value, [], bind(W, Bound)};
        {'DOWN', Ref, _, _, Reason} ->
            {none, [{I, Reason}], W#world{alive = lists:keydelete(I, 1, W#world.alive)}}
    end.

bind(W, []) -> W;
bind(W, [{p, I, Pid} | More]) -> bind(watch(W, I, Pid), More);
bind(W, [{dead, I, Pid} | More]) ->
    Ref = monitor(process, Pid),
    Pid ! go,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    bind(W#world{pids = (W#world.pids)#{I => {Pid, Ref}}}, More);
bind(W, [{r, K, Ref} | More]) -> bind(W#world{refs = (W#world.refs)#{K => Ref}}, More).

resolve(W, Op) ->
    try list_to_tuple([variable(W, X) || X <- tuple_to_list(Op)])
    catch throw:unbound -> unbound
    end.

variable(#world{pids = Pids}, {p, I}) when is_map_key(I, Pids) -> element(1, maps:get(I, Pids));
variable(#world{refs = Refs}, {r, K}) when is_map_key(K, Refs) -> maps:get(K, Refs);
variable(_, {p, _}) -> throw(unbound);
variable(_, {r, _}) -> throw(unbound);
variable(_, X) -> X.

normal(W, Term) ->
    Pids = maps:from_list([{Pid, {p, I}} || {I, {Pid, _}} <- maps:to_list(W#world.pids)]),
    Refs = maps:from_list([{Ref, {r, K}} || {K, Ref} <- maps:to_list(W#world.refs)]),
    normal(Pids, Refs, Term).

normal(Pids, _, T) when is_pid(T) -> maps:get(T, Pids, pid);
normal(_, Refs, T) when is_reference(T) -> maps:get(T, Refs, ref);
normal(_, _, T) when T =:= node() -> node;
normal(P, R, T) when is_tuple(T) -> list_to_tuple(normal(P, R, tuple_to_list(T)));
normal(P, R, [H | T]) -> [normal(P, R, H) | normal(P, R, T)];
normal(_, _, T) -> T.

%% ---- a process ----

loop() ->
    receive
        {'$do', From, Op} ->
            {Value, Bound} = perform(Op),
            From ! {'$ack', self(), Value, Bound},
            case Op of
                {return} -> ok;
                _ -> loop()
            end
    end.

perform({exit, Reason}) -> exit(Reason);
perform({raise, error, Reason}) -> error(Reason);
perform({raise, throw, Reason}) -> throw(Reason);
perform({link, Pid}) ->
    %% A link to nobody may raise noproc instead of sending the exit signal: "for historical
    %% reasons", link/1 says. Jergon always has the signal.
    try link(Pid) catch error:noproc -> exit(noproc) end,
    {true, []};
perform(Op) ->
    try op(Op)
    catch error:Reason -> {{error, Reason}, []}
    end.

op({return}) -> {true, []};
op({sync}) -> {true, []};
op({flush}) -> {flush(), []};
op({take_down, Ref}) -> {receive {'DOWN', Ref, _, _, _} = M -> M after 0 -> none end, []};
op({take_exit, Pid}) -> {receive {'EXIT', Pid, _} = M -> M after 0 -> none end, []};
op({spawn, {new, I}, Options, {new, K}}) -> spawned(p, I, K, spawn_opt(fun loop/0, Options));
op({spawn_dead, {new, I}, Options, {new, K}, Reason}) ->
    spawned(dead, I, K, spawn_opt(fun() -> receive go -> exit(Reason) end end, Options));
op({spawn_request, {new, I}, Options, {new, K}}) ->
    Ref = spawn_request(fun loop/0, Options),
    receive {spawn_reply, Ref, ok, Pid} -> {true, [{p, I, Pid}, {r, K, Ref}]} end;
%% What is behind a mark is compared in whatever order.
op({info, Pid}) ->
    case process_info(Pid, [links, monitors]) of
        [{links, Links}, {monitors, Monitors}] -> {{[{mark, 0} | Links], [{mark, 0} | Monitors]}, []};
        undefined -> {undefined, []}
    end;
op({unlink, Pid}) -> {unlink(Pid), []};
op({monitor, Pid, {new, K}, Options}) -> {true, [{r, K, erlang:monitor(process, Pid, Options)}]};
op({monitor_name, Name, {new, K}, Options}) ->
    {true, [{r, K, erlang:monitor(process, {Name, node()}, Options)}]};
op({demonitor, Ref, true}) -> {demonitor(Ref, [flush, info]), []};
op({demonitor, Ref, false}) -> {demonitor(Ref, [info]), []};
op({exit_to, Pid, Reason}) -> {exit(Pid, Reason), []};
op({trap, Flag}) -> {process_flag(trap_exit, Flag), []};
op({register, Name, Pid}) -> {register(Name, Pid), []};
op({unregister, Name}) -> {unregister(Name), []};
op({whereis, Name}) -> {whereis(Name), []};
op({alias, {new, K}, Options}) -> {true, [{r, K, alias(Options)}]};
op({unalias, Ref}) -> {unalias(Ref), []};
op({send, Pid, Message}) -> Pid ! Message, {true, []};
op({send_name, Name, Message}) -> {Name, node()} ! Message, {true, []};
op({send_alias, Ref, Message}) -> Ref ! Message, {true, []};
op({start_timer, {new, K}, Pid}) -> {true, [{r, K, erlang:start_timer(3600000, Pid, late)}]};
op({start_timer_name, {new, K}, Name}) -> {true, [{r, K, erlang:start_timer(3600000, Name, late)}]};
op({timeout, {new, K}}) ->
    Ref = erlang:start_timer(0, self(), now),
    {receive {timeout, Ref, _} = M -> M end, [{r, K, Ref}]};
op({cancel_timer, Ref}) -> {is_integer(erlang:cancel_timer(Ref)), []};
op({read_timer, Ref}) -> {is_integer(erlang:read_timer(Ref)), []};
op({group_leader}) -> {leader(), []};
op({group_leader, Leader, Pid}) -> {group_leader(Leader, Pid), []}.

%% The scripts begin with whatever group leader there is.
leader() ->
    Leader = group_leader(),
    case Leader =:= whereis(user) orelse Leader =:= whereis(init) of
        true -> first;
        false -> Leader
    end.

spawned(Kind, I, K, {Pid, Ref}) -> {true, [{Kind, I, Pid}, {r, K, Ref}]};
spawned(Kind, I, _, Pid) -> {true, [{Kind, I, Pid}]}.

flush() ->
    receive
        M when element(1, M) =/= '$do' -> [M | flush()]
    after 0 -> []
    end.
