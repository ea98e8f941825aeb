%% The demo node in plain OTP: what `jergon demo` promises, said in Erlang. Every test of the promise runs against this
%% one too, so that a test that asks for more, or for less, than a real node gives is found out.
-module(demo_reference).
-behaviour(supervisor).
-export([start/0, start_counter/0, init/1]).

start() ->
    {ok, _} = gen_server:start({local, echo}, demo_reference_server, echo, []),
    {ok, _} = gen_server:start({local, kv}, demo_reference_server, kv, []),
    {ok, Supervisor} = supervisor:start_link({local, demo_sup}, ?MODULE, []),
    unlink(Supervisor),
    ok.

start_counter() ->
    gen_server:start_link({local, counter}, demo_reference_server, counter, []).

init([]) ->
    Counter = #{id => counter, start => {?MODULE, start_counter, []}, restart => permanent},
    {ok, {#{strategy => one_for_one, intensity => 3, period => 5}, [Counter]}}.
