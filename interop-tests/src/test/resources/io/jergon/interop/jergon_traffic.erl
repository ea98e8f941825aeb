%% Many processes on both nodes talk across at once; every pair numbers its messages, and the receiver checks them.
-module(jergon_traffic).
-export([loops/3, calls/3, big_and_small/2]).

%% Count processes here, Count echo_loops on Node; each of ours sends Messages numbered messages to each loop, in turn,
%% and checks that each loop answers them all in that order.
loops(Node, Count, Messages) ->
    Loops = [spawn(Node, jergon_demo, echo_loop, []) || _ <- lists:seq(1, Count)],
    Workers = [spawn_monitor(fun() -> exit({wrong, talk(Loops, Messages)}) end) || _ <- lists:seq(1, Count)],
    Wrong = lists:append([ended(W) || W <- Workers]),
    [L ! stop || L <- Loops],
    lists:sublist(Wrong, 5).

talk(Loops, Messages) ->
    [L ! {self(), N} || N <- lists:seq(1, Messages), L <- Loops],
    listen(maps:from_list([{L, 1} || L <- Loops]), length(Loops) * Messages, Messages, []).

listen(Next, 0, Messages, Wrong) ->
    Wrong ++ [{unfinished, L} || {L, N} <- maps:to_list(Next), N =/= Messages + 1];
listen(Next, Left, Messages, Wrong) ->
    receive
        {L, N} ->
            case Next of
                #{L := N} -> listen(Next#{L := N + 1}, Left - 1, Messages, Wrong);
                _ -> listen(Next, Left - 1, Messages, [{out_of_order, L, N, maps:get(L, Next, none)} | Wrong])
            end
    after 20000 -> [{missing, Left} | Wrong]
    end.

%% Count processes call echo at once, with answers that only they can expect.
calls(Node, Count, Calls) ->
    Workers = [spawn_monitor(fun() ->
        exit({wrong, [{I, N} || N <- lists:seq(1, Calls), gen_server:call({echo, Node}, {self(), N, I}, 20000) =/= {self(), N, I}]})
    end) || I <- lists:seq(1, Count)],
    lists:sublist(lists:append([ended(W) || W <- Workers]), 5).

%% One pair sends small messages between very large ones: they may not overtake.
big_and_small(Node, Rounds) ->
    Loop = spawn(Node, jergon_demo, echo_loop, []),
    Big = rand:bytes(1000000),
    Messages = lists:append([[{I, small}, {I, Big}, {I, small_again}, {I, binary_part(Big, 0, 65536)}] || I <- lists:seq(1, Rounds)]),
    [Loop ! {self(), M} || M <- Messages],
    Wrong = [element(1, M) || M <- Messages, (receive {Loop, Any} -> Any after 20000 -> nothing end) =/= M],
    Loop ! stop,
    Wrong.

ended({Pid, Ref}) ->
    receive
        {'DOWN', Ref, process, Pid, {wrong, Wrong}} -> Wrong;
        {'DOWN', Ref, process, Pid, Reason} -> [Reason]
    end.
