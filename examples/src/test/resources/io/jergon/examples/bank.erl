%% The server that TypedCallExample talks to: an ordinary gen_server that knows nothing of Java.
-module(bank).
-behaviour(gen_server).
-export([start/0, init/1, handle_call/3, handle_cast/2]).

start() -> gen_server:start({local, bank}, ?MODULE, [], []).

init([]) -> {ok, #{}}.

handle_call({deposit, Account, Amount}, _From, Accounts) ->
    Balance = maps:get(Account, Accounts, 0) + Amount,
    {reply, {ok, Balance}, Accounts#{Account => Balance}};
handle_call({withdraw, Account, Amount}, _From, Accounts) ->
    case maps:get(Account, Accounts, 0) - Amount of
        Balance when Balance >= 0 -> {reply, {ok, Balance}, Accounts#{Account => Balance}};
        _ -> {reply, {error, insufficient_funds}, Accounts}
    end.

handle_cast({close_account, Account}, Accounts) -> {noreply, maps:remove(Account, Accounts)}.
