%% Random terms of every kind, and their journey to a node and back.
%%
%% A term is made from {Seed, Index} alone, so a failure names the two numbers that make the same term again:
%% jergon_terms:term(Seed, Index). (Pids, ports, references and funs are those of the running node.)
-module(jergon_terms).
-export([echo/4, term/2, special/1, deep/2, fun_of/1]).

%% Sends terms From..To of Seed to echo on Node, a batch of 20 in each call; the indexes of the first ten that come back
%% changed.
echo(Node, Seed, From, To) ->
    Batches = batches(lists:seq(From, To)),
    lists:sublist(lists:append([changed(Node, Seed, Batch) || Batch <- Batches]), 10).

batches([]) -> [];
batches(Indexes) ->
    {Batch, Rest} = lists:split(min(20, length(Indexes)), Indexes),
    [Batch | batches(Rest)].

changed(Node, Seed, Batch) ->
    Terms = [term(Seed, I) || I <- Batch],
    Answers = gen_server:call({echo, Node}, Terms, 20000),
    [I || {I, Term, Answer} <- lists:zip3(Batch, Terms, Answers), not same(Term, Answer)].

%% `=:=` takes 0.0 and -0.0 for the same before OTP 27, so they are counted.
same(A, B) -> A =:= B andalso minus_zeros(A) =:= minus_zeros(B).

minus_zeros(F) when is_float(F) -> case <<F/float>> of <<1:1, 0:63>> -> 1; _ -> 0 end;
minus_zeros([H | T]) -> minus_zeros(H) + minus_zeros(T);
minus_zeros(T) when is_tuple(T) -> minus_zeros(tuple_to_list(T));
minus_zeros(M) when is_map(M) -> lists:sum([minus_zeros(K) + minus_zeros(V) || {K, V} <- maps:to_list(M)]);
minus_zeros(_) -> 0.

term(Seed, Index) ->
    rand:seed(exsss, {Seed, Index, 4711}),
    any(rand:uniform(5)).

any(Depth) when Depth =< 0 -> leaf();
any(Depth) ->
    case rand:uniform(16) of
        1 -> list(Depth);
        2 -> list(Depth);
        3 -> lists:foldl(fun(_, Tail) -> [any(Depth - 2) | Tail] end, improper_tail(), lists:seq(1, 1 + some(4)));
        4 -> tuple(Depth);
        5 -> tuple(Depth);
        6 -> map(Depth);
        7 -> map(Depth);
        8 -> {any(Depth - 1), any(Depth - 1)};
        _ -> leaf()
    end.

leaf() ->
    case rand:uniform(17) of
        1 -> rand:uniform(256) - 1;
        2 -> integer();
        3 -> integer();
        4 -> float();
        5 -> float();
        6 -> atom();
        7 -> atom();
        8 -> binary();
        9 -> binary();
        10 -> bitstring();
        11 -> string();
        12 -> pid();
        13 -> reference();
        14 -> port();
        15 -> function();
        16 -> pick([[], {}, #{}, <<>>, '', true, false, undefined, nil]);
        17 -> [I || I <- lists:seq(1, some(60))]
    end.

list(Depth) -> [any(Depth - 1) || _ <- lists:seq(1, some(6))].

tuple(Depth) ->
    Arity = case rand:uniform(100) of 1 -> 200 + some(100); _ -> some(5) end,
    list_to_tuple([any(case Arity of A when A > 100 -> 0; _ -> Depth - 1 end) || _ <- lists:seq(1, Arity)]).

%% More than 32 pairs make a map of another shape inside the node.
map(Depth) ->
    Size = case rand:uniform(20) of 1 -> 30 + some(10); _ -> some(4) end,
    maps:from_list([{any(Depth - 2), any(Depth - 2)} || _ <- lists:seq(1, Size)]).

improper_tail() -> case leaf() of Tail when is_list(Tail) -> tail; Tail -> Tail end.

%% Around the borders where the format changes: 1 byte, 32 bits, small and large big integers.
integer() ->
    Bits = pick([7, 8, 15, 16, 27, 28, 31, 32, 59, 60, 63, 64, 65, 127, 128, 255, 1000, 2039, 2040, 2041, 5000]),
    Near = (1 bsl Bits) + rand:uniform(5) - 3,
    Any = rand:uniform(1 bsl Bits),
    pick([1, -1]) * pick([Near, Any]).

float() ->
    case rand:uniform(3) of
        1 -> pick([0.0, -0.0, 1.0, -1.0, 0.1, 5.0e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308]);
        2 -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(600) - 300);
        3 ->
            case <<(rand:uniform(1 bsl 64) - 1):64>> of
                <<Value/float>> -> Value;
                _ -> 1.5
            end
    end.

atom() ->
    case rand:uniform(4) of
        1 -> pick([ok, error, 'EXIT', '', ' ', 'with space', 'it\'s', node(), '\0', '$gen_call', 'Elixir.Enum']);
        2 -> list_to_atom("a" ++ integer_to_list(rand:uniform(500)));
        3 -> pick(['ätom', 'ÿ', 'π', '日本語', '😀', 'żółw', 'ñ€', list_to_atom(lists:duplicate(255, $x)),
                   list_to_atom(lists:duplicate(255, 16#1F600)), list_to_atom(lists:duplicate(128, 16#e4))]);
        4 -> pick([a, b, c, d, e, f, g])
    end.

binary() ->
    Size = case rand:uniform(500) of 1 -> 64 * 1024 + some(100); _ -> some(60) end,
    rand:bytes(Size).

bitstring() ->
    Bits = some(100),
    <<Some:Bits/bitstring, _/bitstring>> = rand:bytes(16),
    Some.

string() -> binary_to_list(rand:bytes(case rand:uniform(500) of 1 -> 65530 + some(10); _ -> some(30) end)).

pid() -> pick([self(), whereis(kernel_sup), list_to_pid("<0.0.0>"), foreign_pid()]).

%% A pid of a node that nobody has met, with and without the wide numbers of newer releases. NEW_PID_EXT = 88.
foreign_pid() ->
    binary_to_term(<<131, 88, (foreign_node())/binary, (some(1 bsl 15)):32, (some(1 bsl 13)):32, (pick([1, 2, 3, 1700000000, 16#ffffffff])):32>>).

reference() ->
    case rand:uniform(3) of
        1 -> make_ref();
        2 -> alias();
        3 -> % NEWER_REFERENCE_EXT = 90. Not of one word: OTP 25 does not find such a foreign one again as a map's key.
            Words = 2 + some(3),
            binary_to_term(<<131, 90, Words:16, (foreign_node())/binary, 77:32, (some(1 bsl 18)):32,
                             (<< <<(rand:uniform(1 bsl 32) - 1):32>> || _ <- lists:seq(2, Words) >>)/binary>>)
    end.

port() ->
    case rand:uniform(2) of
        1 -> pick(erlang:ports());
        2 -> % V4_PORT_EXT = 120
            binary_to_term(<<131, 120, (foreign_node())/binary, (rand:uniform(1 bsl 60)):64, 77:32>>)
    end.

%% SMALL_ATOM_UTF8_EXT = 119
foreign_node() ->
    Name = pick([<<"third@127.0.0.1">>, <<"fourth@example.org">>, <<"x@localhost">>]),
    <<119, (byte_size(Name)), Name/binary>>.

function() ->
    Captured = any(0),
    pick([fun lists:map/2, fun erlang:'+'/2, fun no_such_module:'odd name'/255, fun fun_of/1,
          fun_of(Captured), fun_of(fun_of(Captured)), fun() -> {Captured, self()} end]).

fun_of(Captured) -> fun(X) -> {X, Captured} end.

pick(Choices) -> lists:nth(rand:uniform(length(Choices)), Choices).

some(N) -> rand:uniform(N + 1) - 1.

%% The kinds that deserve a case of their own.
special(floats) -> [0.0, -0.0, 5.0e-324, -5.0e-324, 1.7976931348623157e308, 0.1];
special(integers) ->
    lists:append([[S * ((1 bsl B) + D) || D <- [-1, 0, 1], S <- [1, -1]]
                  || B <- [0, 7, 8, 15, 16, 27, 28, 31, 32, 59, 60, 63, 64, 2039, 2040, 2048, 100000]]);
special(atoms) ->
    ['', a, 'A b', 'ä', 'π', '日本語', '😀', list_to_atom(lists:duplicate(255, $x)), list_to_atom(lists:duplicate(255, 16#1F600))];
special(maps) ->
    [#{}, #{1 => a, 1.0 => b, <<1>> => c, [1] => d, {1} => e, '1' => f, #{1 => 1} => g, make_ref() => h, self() => i,
       fun lists:map/2 => j, fun_of(1) => k, <<1:3>> => l, (1 bsl 80) => m, [] => n, [x | y] => o, 0.5 => p},
     maps:from_list([{I, I * I} || I <- lists:seq(1, 10000)])];
special(lists) ->
    ["", "text", lists:seq(0, 255), lists:seq(0, 256), [a | b], [1, 2, 3 | 4], [[] | <<>>], lists:duplicate(65535, 1),
     lists:duplicate(65536, 1), lists:duplicate(70000, $a) ++ tail];
special(funs) ->
    [fun lists:map/2, fun erlang:node/0, fun no_such_module:f/255, fun_of(1), fun_of({self(), make_ref(), <<1:1>>}),
     fun_of(fun_of(fun lists:map/2)), fun() -> ok end];
special(evaluated_funs) ->
    {ok, Tokens, _} = erl_scan:string("fun F(0) -> 1; F(N) -> N * F(N - 1) end."),
    {ok, Parsed} = erl_parse:parse_exprs(Tokens),
    {value, Fun, _} = erl_eval:exprs(Parsed, []),
    [Fun];
special(references) -> [make_ref(), alias() | [begin rand:seed(exsss, {I, 1, 1}), reference() end || I <- lists:seq(1, 60)]];
special(ports) -> erlang:ports() ++ [begin rand:seed(exsss, {I, 1, 1}), port() end || I <- lists:seq(1, 20)];
special(pids) -> processes() ++ [begin rand:seed(exsss, {I, 1, 1}), foreign_pid() end || I <- lists:seq(1, 20)];
special(bitstrings) -> [<<(rand:uniform(1 bsl N) - 1):N>> || N <- lists:seq(1, 70)] ++ [<<>>, <<0:1>>, <<1:1>>, <<127:7>>];
special(tuples) -> [{}, {a}, list_to_tuple(lists:seq(1, 255)), list_to_tuple(lists:seq(1, 256)), list_to_tuple(lists:seq(1, 100000))].

%% Levels of nesting of one kind around an atom.
deep(list, Levels) -> deep(fun(T) -> [T] end, Levels, leaf);
deep(tuple, Levels) -> deep(fun(T) -> {T, 1} end, Levels, leaf);
deep(map_value, Levels) -> deep(fun(T) -> #{k => T} end, Levels, leaf);
deep(map_key, Levels) -> deep(fun(T) -> #{T => v} end, Levels, leaf);
deep(improper, Levels) -> deep(fun(T) -> [1 | {T}] end, Levels, leaf).

deep(_, 0, Term) -> Term;
deep(Wrap, Levels, Term) -> deep(Wrap, Levels - 1, Wrap(Term)).
