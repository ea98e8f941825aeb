#!/usr/bin/env escript
%%!
%% Measures OTP's own codec with the term that a file holds:
%%
%%   escript codec.escript encode|decode|roundTrip FILE SECONDS
%%
%% prints the nanoseconds that one operation takes, on average over that time, after half of it to warm up.
%% A process of default settings does it, as it would in a node.
-mode(compile).

main([Operation, File, Seconds]) ->
    {ok, Bytes} = file:read_file(File),
    Term = binary_to_term(Bytes),
    Term = binary_to_term(term_to_binary(Term)),
    Duration = round(1.0e9 * list_to_float_or_integer(Seconds)),
    {_, Reference} = spawn_monitor(fun() -> exit({took, measure(Operation, Term, Bytes, Duration)}) end),
    receive
        {'DOWN', Reference, process, _, {took, Nanoseconds}} -> io:format("~.2f~n", [Nanoseconds])
    end.

list_to_float_or_integer(Text) ->
    try list_to_float(Text) catch error:badarg -> float(list_to_integer(Text)) end.

measure("encode", Term, _, Duration) -> average(fun erlang:term_to_binary/1, Term, Duration);
measure("decode", _, Bytes, Duration) -> average(fun erlang:binary_to_term/1, Bytes, Duration);
measure("roundTrip", Term, _, Duration) ->
    average(fun(T) -> binary_to_term(term_to_binary(T)) end, Term, Duration).

average(Operation, Argument, Duration) ->
    {Warm, WarmTime} = during(Operation, Argument, Duration div 2, 1),
    %% Look at the clock every millisecond or so.
    Batch = max(1, Warm * 1000000 div WarmTime),
    {Count, Time} = during(Operation, Argument, Duration, Batch),
    Time / Count.

during(Operation, Argument, Duration, Batch) ->
    Start = erlang:monotonic_time(nanosecond),
    during(Operation, Argument, Duration, Batch, Start, 0).

during(Operation, Argument, Duration, Batch, Start, Count) ->
    repeat(Operation, Argument, Batch),
    case erlang:monotonic_time(nanosecond) - Start of
        Time when Time >= Duration -> {Count + Batch, Time};
        _ -> during(Operation, Argument, Duration, Batch, Start, Count + Batch)
    end.

repeat(_, _, 0) -> ok;
repeat(Operation, Argument, N) ->
    Operation(Argument),
    repeat(Operation, Argument, N - 1).
