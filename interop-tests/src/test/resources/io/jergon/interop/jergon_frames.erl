%% Both ends of streams of numbered messages that check themselves:
%%
%%   {Key, N, {term, Term, External}}     Term is what term_to_binary gave External for
%%   {Key, N, {binary, Binary, Md5}}
%%   {Key, N, {atoms, Atoms, Names}}
%%
%% N counts from 0 for each Key.
-module(jergon_frames).
-export([start/0, report/1, atoms/4, binaries/5, doomed/3]).

%% Registers `frames', which checks what it gets.
start() ->
    Self = self(),
    spawn(fun() -> register(frames, self()), Self ! started, check(0, #{}, [], []) end),
    receive started -> ok end.

%% What came since the last report, when so many messages have come: how many for each key, what was
%% wrong, and the key of each message in the order they came.
report(Total) ->
    frames ! {report, self(), Total},
    receive {report, Report} -> Report after 60000 -> timeout end.

check(Total, Counts, Errors, Keys) ->
    receive
        {report, From, Total} ->
            From ! {report, {lists:sort(maps:to_list(Counts)), Errors, lists:reverse(Keys)}},
            check(0, #{}, [], []);
        {Key, N, Content} when is_integer(N) ->
            Expected = maps:get(Key, Counts, 0),
            More = [{Key, got, N, expected, Expected} || N =/= Expected] ++
                [{Key, N, differs} || not intact(Content)],
            check(Total + 1, Counts#{Key => Expected + 1}, Errors ++ More, [Key | Keys])
    end.

intact({term, Term, External}) -> binary_to_term(External) =:= Term;
intact({binary, Binary, Md5}) -> erlang:md5(Binary) =:= Md5;
intact({atoms, Atoms, Names}) -> [atom_to_binary(A, utf8) || A <- Atoms] =:= Names.

%% Sends messages From to To - 1 with three atoms each: one that is new, one that comes three times,
%% and one of the greatest length now and then.
atoms(Receiver, Key, From, To) ->
    lists:foreach(
        fun(N) ->
            Names = [name("a", N), name("b", N div 3), long(N)],
            Atoms = [binary_to_atom(Name, utf8) || Name <- Names],
            Receiver ! {Key, N, {atoms, Atoms, Names}}
        end,
        lists:seq(From, To - 1)).

name(Prefix, N) -> iolist_to_binary([Prefix, integer_to_list(N)]).

long(N) when N rem 50 =:= 0 -> unicode:characters_to_binary(lists:duplicate(255, 16#1F600 + N rem 7));
long(N) -> name("c", N rem 5).

%% Starts a process that sends so many binaries of Size bytes, and so many short messages after each.
binaries(Receiver, Key, Count, Size, Short) ->
    spawn(fun() ->
        lists:foldl(
            fun(I, N) ->
                Binary = binary:copy(<<(erlang:phash2({Key, I})):32>>, Size div 4),
                Receiver ! {Key, N, {binary, Binary, erlang:md5(Binary)}},
                lists:foreach(
                    fun(S) -> Receiver ! {Key, N + S, {term, S, term_to_binary(S)}} end,
                    lists:seq(1, Short)),
                N + Short + 1
            end,
            0,
            lists:seq(1, Count))
    end).

%% A process that is killed while it sends a binary; returns when it is dead.
doomed(Receiver, Key, Size) ->
    Binary = binary:copy(<<7>>, Size),
    Message = {Key, 0, {binary, Binary, erlang:md5(Binary)}},
    Main = self(),
    {Pid, Ref} = spawn_monitor(fun() -> Main ! ready, Receiver ! Message, receive never -> ok end end),
    receive ready -> ok end,
    exit(Pid, kill),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.
