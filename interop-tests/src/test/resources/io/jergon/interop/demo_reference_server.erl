%% The three gen_servers of demo_reference: the state is {Role, ItsState}.
-module(demo_reference_server).
-behaviour(gen_server).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

init(echo) -> {ok, {echo, none}};
init(kv) -> {ok, {kv, #{}}};
init(counter) -> {ok, {counter, 0}}.

handle_call(X, _, {echo, _} = State) -> {reply, X, State};
handle_call({put, K, V}, _, {kv, Map}) -> {reply, ok, {kv, Map#{K => V}}};
handle_call({get, K}, _, {kv, Map} = State) ->
    case Map of
        #{K := V} -> {reply, {ok, V}, State};
        _ -> {reply, not_found, State}
    end;
handle_call({delete, K}, _, {kv, Map}) -> {reply, ok, {kv, maps:remove(K, Map)}};
handle_call(size, _, {kv, Map} = State) -> {reply, map_size(Map), State};
handle_call({add, N}, _, {counter, Value}) -> {reply, Value + N, {counter, Value + N}};
handle_call(get, _, {counter, Value} = State) -> {reply, Value, State};
handle_call({sleep, Ms}, _, {counter, _} = State) -> timer:sleep(Ms), {reply, ok, State};
handle_call(crash, _, {counter, _}) -> exit({demo_crash, counter}).

handle_cast({To, X}, {echo, _} = State) -> To ! X, {noreply, State};
handle_cast(reset, {counter, _}) -> {noreply, {counter, 0}}.

handle_info({From, X}, {echo, _} = State) when is_pid(From) -> From ! {echo, X}, {noreply, State};
handle_info(_, State) -> {noreply, State}.
