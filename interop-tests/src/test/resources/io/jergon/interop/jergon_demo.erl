%% The functions that the demo node offers to rpc, erpc and spawn, in plain Erlang, for the reference node.
-module(jergon_demo).
-export([add/2, echo/1, whoami/0, sleep/1, fail/1, echo_loop/0]).

add(A, B) -> A + B.

echo(X) -> X.

whoami() -> node().

sleep(Ms) -> timer:sleep(Ms).

fail(Reason) -> exit(Reason).

echo_loop() ->
    receive
        stop -> ok;
        {From, X} -> From ! {self(), X}, echo_loop()
    end.
