#!/usr/bin/env escript
%% -*- coding: utf-8 -*-
%%! +pc unicode
%% Makes the golden files anew with real Erlang/OTPs, 25 or later, each in a folder of its own (otp25, ...). The golden tests
%% read every folder that is there. config/otp-releases.sh puts other releases beside the machine's own:
%%
%%   for e in escript escript27 escript29; do
%%     $e etf-codec/src/test/erlang/golden.escript etf-codec/src/test/resources/golden
%%   done
%%
%% Made again, the files are the same but for what nobody can choose: the salted hash in a LOCAL_EXT.
%%
%% encoded.tsv    term as Jergon writes it, options of term_to_binary, bytes that this Erlang made of it
%% decoded.tsv    what it is, bytes that are not the shortest or latest form or have no text, bytes that this Erlang makes of the term
%% refused.tsv    what it is, bytes that this Erlang refuses too; and its local form, which it alone may read
%% printed.tsv    bytes of a term, what io:format("~0tp") prints, from OTP 26 on "~0ktp", which sorts keys as that did before
%% sorted.tsv     bytes of terms, in the order that lists:sort/1 gives them
-mode(compile). % an interpreted fun would carry all of this file with it

main([Parent]) ->
    Dir = filename:join(Parent, "otp" ++ erlang:system_info(otp_release)),
    ok = filelib:ensure_path(Dir),
    rand:seed(exsss, {2026, 11, 21}),
    write(Dir, "encoded.tsv", encoded()),
    write(Dir, "decoded.tsv", decoded()),
    write(Dir, "refused.tsv", refused()),
    write(Dir, "printed.tsv", printed()),
    write(Dir, "sorted.tsv", sorted()).

write(Dir, Name, Lines) ->
    Head = ["# Made by golden.escript with OTP ", erlang:system_info(otp_release), "; see there.\n"],
    Text = [Head | [[lists:join($\t, Line), $\n] || Line <- Lines]],
    ok = file:write_file(filename:join(Dir, Name), unicode:characters_to_binary(Text)).

hex(Bytes) -> string:lowercase(binary:encode_hex(iolist_to_binary(Bytes))).

atom_body(Name) -> <<119, (byte_size(Name)), Name/binary>>.

%% Terms of other nodes have no syntax in Erlang.
pid(Node, Id, Serial, Creation) ->
    binary_to_term(<<131, 88, (atom_body(Node))/binary, Id:32, Serial:32, Creation:32>>).
port(Node, Id, Creation) ->
    binary_to_term(<<131, 120, (atom_body(Node))/binary, Id:64, Creation:32>>).
ref(Node, Creation, Words) ->
    binary_to_term(<<131, 90, (length(Words)):16, (atom_body(Node))/binary, Creation:32,
                     (<<<<W:32>> || W <- Words>>)/binary>>).

value(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    {value, Value, _} = erl_eval:exprs(Expressions, []),
    Value.

%% What both Erlang and Jergon read.
texts() ->
    ["ok", "''", "'é'", "'hello world'", "'日本語'", "'😀'", "true", "undefined",
     "'" ++ lists:duplicate(255, $a) ++ "'", "'" ++ lists:duplicate(255, 16#1F600) ++ "'",
     "'" ++ lists:duplicate(200, $é) ++ "'",
     "0", "1", "255", "256", "-1", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649",
     "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
     "-9223372036854775809", "18446744073709551616", "16#" ++ lists:duplicate(510, $f),
     "-16#1" ++ lists:duplicate(510, $0), "16#1" ++ lists:duplicate(600, $0),
     "0.0", "-0.0", "1.0", "1.5", "-1.5", "3.14159", "1.7976931348623157e308", "5.0e-324", "2.5e-8",
     "{}", "{a}", "{ok,1}", "{{{}}}", "{" ++ numbers(255) ++ "}", "{" ++ numbers(256) ++ "}",
     "[]", "[1]", "[256]", "[a,b]", "[a|b]", "[a,b|c]", "[[],[[]]]", "\"abc\"", "[0,255]", "[-1]",
     "[1|2]", "[97,98|\"cd\"]", "\"é\"", "\"日本\"", "\"" ++ lists:duplicate(300, $x) ++ "\"",
     "<<>>", "<<1,2,3>>", "<<\"abc\">>", "<<\"Zoë\"/utf8>>", "<<0:800>>", "<<5:3>>", "<<1,5:3>>",
     "<<1:1>>", "<<255,127:7>>",
     "#{}", "#{a => 1}", "#{" ++ lists:append(lists:join(",", [pair(N) || N <- lists:seq(1, 40)])) ++ "}", "#{1 => a,2 => b,1.0 => c,a => #{},\"s\" => []}", "#{#{} => #{#{} => {}}}",
     "#{<<1>> => [a|b]}",
     "fun lists:map/2", "fun 'é':'A b'/255",
     "{reply,[alias|x],#{k => {<<\"v\">>,[1,2,3],1.5}}}"].

pair(N) -> integer_to_list(N) ++ " => " ++ integer_to_list(N * N).

numbers(Count) -> lists:append(lists:join(",", [integer_to_list(N) || N <- lists:seq(1, Count)])).

%% What Jergon writes in its own way: {as Jergon writes it, the term}.
identifiers() ->
    [{"#Pid<a@b.1.2.3>", pid(<<"a@b">>, 1, 2, 3)},
     {"#Pid<'jvm@127.0.0.1'.4294967295.4294967295.4294967295>",
      pid(<<"jvm@127.0.0.1">>, 16#ffffffff, 16#ffffffff, 16#ffffffff)},
     {"#Pid<''.1.0.0>", pid(<<>>, 1, 0, 0)},
     {"#Port<a@b.7.3>", port(<<"a@b">>, 7, 3)},
     {"#Port<a@b.268435456.3>", port(<<"a@b">>, 16#10000000, 3)},
     {"#Port<a@b.18446744073709551615.4294967295>",
      port(<<"a@b">>, 16#ffffffffffffffff, 16#ffffffff)},
     {"#Ref<a@b.3.1>", ref(<<"a@b">>, 3, [1])},
     {"#Ref<a@b.3.1.2.3>", ref(<<"a@b">>, 3, [1, 2, 3])},
     {"#Ref<a@b.4294967295.262143.4294967295.3.4.5>",
      ref(<<"a@b">>, 16#ffffffff, [16#3ffff, 16#ffffffff, 3, 4, 5])}].

encoded() ->
    [[Text, options_text(Options), hex(Bytes)]
     || {Text, Term} <- [{T, value(T)} || T <- texts()] ++ identifiers(), {Options, Bytes} <- forms(Term)].

%% [{Options, Bytes}]: a line for each form that some options make, with the first such options.
forms(Term) ->
    lists:reverse(lists:foldl(
        fun(Options, Forms) ->
            Bytes = term_to_binary(Term, Options),
            case lists:keymember(Bytes, 2, Forms) of
                true -> Forms;
                false -> [{Options, Bytes} | Forms]
            end
        end, [], options())).

options() ->
    [[{minor_version, 2}], [{minor_version, 2}, deterministic], [], [{minor_version, 1}], [{minor_version, 0}],
     [deterministic], [compressed]]
        ++ [[{compressed, Level}] || Level <- lists:seq(0, 9)]
        ++ [[{minor_version, 0}, compressed], [deterministic, compressed]].

options_text(Options) -> io_lib:format("~0p", [Options]).

decoded() ->
    Node = <<100, 3:16, "a@b">>,
    Inputs =
        [{"ATOM_EXT", <<100, 2:16, "ok">>}, {"ATOM_EXT empty", <<100, 0:16>>},
         {"ATOM_EXT Latin-1", <<100, 1:16, 233>>}, {"SMALL_ATOM_EXT", <<115, 2, "ok">>},
         {"SMALL_ATOM_EXT Latin-1", <<115, 1, 233>>}, {"ATOM_UTF8_EXT short", <<118, 2:16, "ok">>},
         {"ATOM_UTF8_EXT empty", <<118, 0:16>>},
         {"FLOAT_EXT", <<99, "1.50000000000000000000e+00", 0:40>>},
         {"FLOAT_EXT negative", <<99, "-1.25000000000000000000e-07", 0:32>>},
         {"INTEGER_EXT of a byte", <<98, 5:32>>}, {"INTEGER_EXT zero", <<98, 0:32>>},
         {"SMALL_BIG_EXT empty", <<110, 0, 0>>}, {"SMALL_BIG_EXT minus zero", <<110, 1, 1, 0>>},
         {"SMALL_BIG_EXT of a byte", <<110, 1, 0, 5>>}, {"SMALL_BIG_EXT negative", <<110, 1, 1, 5>>},
         {"SMALL_BIG_EXT leading zeros", <<110, 9, 0, 1, 0:64>>},
         {"SMALL_BIG_EXT sign of 7", <<110, 1, 7, 5>>},
         {"SMALL_BIG_EXT lowest long", <<110, 8, 1, 0:56, 128>>},
         {"LARGE_BIG_EXT of a byte", <<111, 1:32, 0, 5>>}, {"LARGE_BIG_EXT empty", <<111, 0:32, 0>>},
         {"LARGE_BIG_EXT leading zeros", <<111, 300:32, 1, 255:8, 0:2392>>},
         {"LARGE_TUPLE_EXT empty", <<105, 0:32>>}, {"LARGE_TUPLE_EXT small", <<105, 1:32, 106>>},
         {"STRING_EXT empty", <<107, 0:16>>},
         {"LIST_EXT of bytes", <<108, 2:32, 97, 1, 97, 255, 106>>},
         {"LIST_EXT of bytes in other forms", <<108, 2:32, 98, 1:32, 110, 1, 0, 255, 106>>},
         {"LIST_EXT empty", <<108, 0:32, 106>>}, {"LIST_EXT just a tail", <<108, 0:32, 97, 1>>},
         {"LIST_EXT a tail of a tail", <<108, 0:32, 108, 0:32, 104, 0>>},
         {"LIST_EXT its tail a list", <<108, 1:32, 97, 1, 108, 1:32, 98, 256:32, 106>>},
         {"LIST_EXT its tail a string", <<108, 1:32, 98, 256:32, 107, 2:16, 1, 2>>},
         {"LIST_EXT all strings", <<108, 1:32, 97, 1, 107, 2:16, 1, 2>>},
         {"LIST_EXT its tail's tail improper", <<108, 1:32, 106, 108, 1:32, 106, 108, 0:32, 104, 0>>},
         {"BIT_BINARY_EXT whole bytes", <<77, 2:32, 8, 1, 2>>},
         {"BIT_BINARY_EXT nothing", <<77, 0:32, 0>>},
         {"BIT_BINARY_EXT unused bits set", <<77, 1:32, 3, 255>>},
         {"PID_EXT", <<103, Node/binary, 5:32, 6:32, 3>>},
         {"PORT_EXT", <<102, Node/binary, 5:32, 3>>}, {"NEW_PORT_EXT", <<89, Node/binary, 5:32, 9:32>>},
         {"V4_PORT_EXT small", <<120, Node/binary, 5:64, 9:32>>},
         {"REFERENCE_EXT", <<101, Node/binary, 5:32, 3>>},
         {"NEW_REFERENCE_EXT", <<114, 3:16, Node/binary, 3, 1:32, 2:32, 3:32>>},
         {"NEW_PID_EXT in Latin-1", <<88, Node/binary, 5:32, 6:32, 300:32>>},
         {"EXPORT_EXT in Latin-1", <<113, 100, 1:16, "m", 115, 1, "f", 97, 3>>},
         {"EXPORT_EXT integer arity", <<113, 100, 1:16, "m", 115, 1, "f", 98, 200:32>>},
         {"MAP_EXT unsorted", <<116, 2:32, 119, 1, "b", 97, 1, 119, 1, "a", 97, 2>>},
         {"COMPRESSED", [80, <<5:32>>, zlib:compress(<<98, 300:32>>)]},
         {"COMPRESSED without compression",
          [80, <<5:32>>, <<16#78, 1, 1, 5:16/little, (bnot 5):16/little, 98, 300:32>>,
           <<(erlang:adler32(<<98, 300:32>>)):32>>]},
         {"COMPRESSED long", [80, <<3005:32>>, zlib:compress(<<109, 3000:32, 0:24000>>)]},
         {"NEW_FUN_EXT", fun_body([])},
         {"NEW_FUN_EXT with an environment", fun_body([<<97, 5>>, <<107, 2:16, 1, 2>>, fun_body([<<106>>])])},
         {"NEW_FUN_EXT size not right",
          begin <<112, _:32, Rest/binary>> = fun_body([<<97, 1>>]), <<112, 7:32, Rest/binary>> end}]
        ++ [Record || erlang:system_info(otp_release) >= "29", Record <- records()],
    [begin
         In = iolist_to_binary([131, Input]),
         %% A map keeps its order with us, and is sorted by OTP 25: there is nothing to compare.
         Out = case What of "MAP_EXT unsorted" -> In; _ -> again(In) end,
         [What, hex(In), hex(Out)]
     end || {What, Input} <- Inputs, accepts([131, Input])]
        ++ [[[What, " ", options_text(Options)], hex(Bytes), hex(again(In))]
            || {What, Input} <- Inputs, lists:prefix("NEW_FUN_EXT", What) orelse lists:prefix("RECORD_EXT", What),
               In <- [iolist_to_binary([131, Input])],
               {Options, Bytes} <- tl(forms(binary_to_term(In)))].

records() ->
    [{"RECORD_EXT", record_body(1, [{<<"name">>, <<119, 3, "tea">>}, {<<"price">>, <<98, 500:32>>}])},
     {"RECORD_EXT not exported", record_body(0, [{<<"f">>, <<104, 0>>}])},
     {"RECORD_EXT without fields", record_body(1, [])},
     {"RECORD_EXT of a record", record_body(1, [{<<"in">>, record_body(0, [{<<"in">>, <<106>>}])}])},
     {"RECORD_EXT long", record_body(1, [{<<"f", (integer_to_binary(N))/binary>>, <<106>>} || N <- lists:seq(1, 40)])}].

record_body(Exported, Fields) ->
    Names = << <<(atom_body(Name))/binary>> || {Name, _} <- Fields >>,
    Values = << <<Value/binary>> || {_, Value} <- Fields >>,
    <<67, (length(Fields)):32, Exported, (atom_body(<<"shop">>))/binary, (atom_body(<<"item">>))/binary,
      Names/binary, Values/binary>>.

%% Of a module that no node has, made by a process of another node.
fun_body(Environment) ->
    Rest = <<1, 16#0123456789abcdef0123456789abcdef:128, 7:32, (length(Environment)):32,
             (atom_body(<<"no_module">>))/binary, 97, 7, 98, 12345678:32,
             88, (atom_body(<<"a@b">>))/binary, 1:32, 2:32, 3:32, (iolist_to_binary(Environment))/binary>>,
    <<112, (4 + byte_size(Rest)):32, Rest/binary>>.

%% Releases differ: OTP 27 refuses a BIT_BINARY_EXT of nothing.
accepts(Input) ->
    try binary_to_term(iolist_to_binary(Input)) of
        _ -> true
    catch
        error:badarg -> false
    end.

again(Bytes) -> term_to_binary(binary_to_term(Bytes), [{minor_version, 2}]).

refused() ->
    Inputs =
        [{"nothing", <<>>}, {"another version", <<130, 97, 1>>}, {"version only", <<131>>},
         {"version twice", <<131, 131, 97, 1>>}, {"unknown tag", <<131, 0>>}, {"tag 1", <<131, 1>>},
         {"tag 255", <<131, 255>>}, {"ATOM_CACHE_REF without a header", <<131, 82, 0>>},
         {"NaN", <<131, 70, 16#7ff8:16, 0:48>>}, {"infinity", <<131, 70, 16#7ff0:16, 0:48>>},
         {"minus infinity", <<131, 70, 16#fff0:16, 0:48>>},
         {"FLOAT_EXT no float", <<131, 99, "hello", 0:208>>},
         {"FLOAT_EXT infinite", <<131, 99, "1.0e+400", 0:184>>},
         {"BIT_BINARY_EXT 0 bits", <<131, 77, 1:32, 0, 1>>},
         {"BIT_BINARY_EXT 9 bits", <<131, 77, 1:32, 9, 1>>},
         {"BIT_BINARY_EXT 3 bits of nothing", <<131, 77, 0:32, 3>>},
         {"atom malformed", <<131, 119, 2, 255, 255>>}, {"atom cut off", <<131, 119, 1, 16#c3>>},
         {"atom overlong", <<131, 119, 2, 16#c0, 16#80>>},
         {"atom surrogate", <<131, 119, 3, 16#ed, 16#a0, 16#80>>},
         {"atom above U+10FFFF", <<131, 119, 4, 16#f4, 16#90, 16#80, 16#80>>},
         {"ATOM_EXT of 256", <<131, 100, 256:16, 0:2048>>},
         {"ATOM_UTF8_EXT of 256", [131, 118, <<512:16>>, lists:duplicate(256, "é")]},
         {"map with a key twice", <<131, 116, 2:32, 97, 1, 106, 97, 1, 106>>},
         {"map with a key twice in two forms", <<131, 116, 2:32, 97, 1, 106, 98, 1:32, 106>>},
         {"map with a string twice in two forms",
          <<131, 116, 2:32, 107, 1:16, 1, 106, 108, 1:32, 97, 1, 106, 106>>},
         {"FUN_EXT", <<131, 117, 0:32, 103, 100, 1:16, "a", 0:64, 0, 100, 1:16, "m", 97, 0, 97, 0>>},
         {"LOCAL_EXT", <<131, 121, 0:32, 97, 1>>},
         {"COMPRESSED inside a term", [131, 104, 1, 80, <<2:32>>, zlib:compress(<<97, 1>>)]},
         {"COMPRESSED twice", [131, 80, <<15:32>>, zlib:compress([80, <<2:32>>, zlib:compress(<<97, 1>>)])]},
         {"COMPRESSED announces more", [131, 80, <<3:32>>, zlib:compress(<<97, 1>>)]},
         {"COMPRESSED announces less", [131, 80, <<1:32>>, zlib:compress(<<97, 1>>)]},
         {"COMPRESSED garbage", <<131, 80, 2:32, 1, 2, 3, 4>>},
         {"COMPRESSED nothing", <<131, 80, 2:32>>},
         {"NEWER_REFERENCE_EXT of 6 words", <<131, 90, 6:16, 119, 1, "a", 0:224>>},
         {"NEW_PID_EXT of a string", <<131, 88, 107, 1:16, "a", 0:96>>},
         {"EXPORT_EXT of integers", <<131, 113, 97, 1, 97, 2, 97, 3>>},
         {"EXPORT_EXT arity an atom", <<131, 113, 119, 1, "a", 119, 1, "b", 119, 1, "c">>},
         {"tuple announces more", <<131, 104, 2, 97, 1>>},
         {"tuple announces 2^32-1", <<131, 105, 16#ffffffff:32, 97, 1>>},
         {"list announces 2^32-1", <<131, 108, 16#ffffffff:32, 97, 1>>},
         {"list without a tail", <<131, 108, 1:32, 97, 1>>},
         {"map announces 2^32-1", <<131, 116, 16#ffffffff:32, 97, 1>>},
         {"binary announces 2^32-1", <<131, 109, 16#ffffffff:32, 97, 1>>},
         {"integer announces 2^32-1", <<131, 111, 16#ffffffff:32, 0, 1>>},
         {"string announces more", <<131, 107, 5:16, 1>>}],
    [[What, hex(Input)] || {What, Input} <- Inputs, not accepts(Input)]
        ++ local().

%% Written by this Erlang to be read by itself alone, from OTP 26 on. Without funs: OTP 27 writes these beyond its buffer.
local() ->
    Self = <<"nonode@nohost">>,
    Terms = [{ok, 1}, [pid(Self, 1, 0, 0), ref(Self, 0, [1, 2, 3])], #{port(Self, 1, 0) => <<"port">>},
             lists:duplicate(100, local)],
    [[["local ", io_lib:format("~0tP", [Term, 12]), " ", options_text(Options)], hex(term_to_binary(Term, Options))]
     || erlang:system_info(otp_release) >= "26", Term <- Terms,
        Options <- [[local], [local, {minor_version, 1}], [local, compressed]]].

printed() ->
    Fixed = [F || F <- [1.0e15, 1.0e16, 9007199254740991.0, 9007199254740992.0, 9007199254740994.0,
                        123456789012345680.0, 1.0e21, 1.0e22, 1.0e23, 2.0e23, 1.5e300, 5.0e-324, 1.0e-323,
                        2.0e-323, 2.2250738585072014e-308, 0.1, 0.01, 0.001, 1.0e-4, 1.0e-5, 1.2e-4,
                        1.23e-4, 1.2345e-7, 123.456, 12345678.9, 1.0e5, 1.0e6, 1.2e6, 1.0e7, 1.0e10,
                        1234567.0, 100.0, 99999.0, 123456.0, 4.35, 9.5e-5, 0.3, 1.7976931348623157e308]],
    %% OTP 25 writes a fun's name that is not ASCII byte by byte.
    %% Nor has it the option to sort the keys of a large map.
    Texts = [T || T <- texts(), not lists:prefix("fun 'é'", T), not (lists:prefix("#{", T) andalso length(T) > 100)],
    Format = case erlang:system_info(otp_release) >= "26" of true -> "~0ktp"; false -> "~0tp" end,
    [[hex(term_to_binary(T, [{minor_version, 2}])), io_lib:format(Format, [T])]
     || T <- [value(T) || T <- Texts] ++ Fixed ++ [random(3) || _ <- lists:seq(1, 600)]].

sorted() ->
    Terms = [value(T) || T <- texts()] ++ [T || {_, T} <- identifiers()]
        ++ [pid(N, I, S, C) || N <- [<<"a@b">>, <<"b@a">>], I <- [1, 2], S <- [1, 2], C <- [1, 2]]
        ++ [port(N, I, C) || N <- [<<"a@b">>, <<"b@a">>], I <- [1, 2], C <- [1, 2]]
        ++ [ref(N, C, W) || N <- [<<"a@b">>, <<"b@a">>], C <- [1, 2], W <- [[1, 2], [2, 1], [3], [1, 1, 1]]]
        ++ [fun a:a/1, fun a:a/2, fun a:b/1, fun b:a/0]
        ++ [1 bsl 60, 1.0e18, (1 bsl 60) + 1, 1.0e300, 1 bsl 2000, -1.0e300, -(1 bsl 2000), 2.5, 2, 3,
            9007199254740993, 9007199254740992.0, 9007199254740991.5, -0.5, [1, 2.5], [1, 2], [1.5, 1],
            #{1 => a, 2 => b}, #{1.0 => a, 2 => b}, #{1 => b, 2 => a}, #{1 => a, 1.0 => b}, #{a => 1.5},
            #{a => 1}, #{a => 2}, <<1:1>>, <<0>>, <<1, 1:1>>, <<1, 0:1>>, <<1, 0>>, <<1>>, <<0:9>>, <<0:7>>]
        ++ [random(2) || _ <- lists:seq(1, 500)],
    %% Where == holds between different terms, sort/1 leaves their order to chance.
    [[hex(term_to_binary(T, [{minor_version, 2}]))] || T <- distinct(lists:usort(Terms))].

distinct([A, B | Rest]) when A == B -> distinct([A | Rest]);
distinct([A | Rest]) -> [A | distinct(Rest)];
distinct([]) -> [].

random(0) -> leaf(rand:uniform(10));
random(Depth) ->
    Size = rand:uniform(5) - 1,
    case rand:uniform(9) of
        1 -> list_to_tuple(randoms(Size, Depth));
        2 -> randoms(Size, Depth);
        3 -> randoms(Size, Depth) ++ random(0);
        4 -> maps:from_list([{random(Depth - 1), random(Depth - 1)} || _ <- lists:seq(1, Size)]);
        5 -> #{random(0) => random(Depth - 1), random(0) => random(Depth - 1)};
        _ -> random(0)
    end.

randoms(Size, Depth) -> [random(Depth - 1) || _ <- lists:seq(1, Size)].

leaf(1) -> rand:uniform(1000) - 500;
leaf(2) -> rand:uniform(1 bsl 70) - (1 bsl 69);
leaf(3) -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(40) - 20);
leaf(4) -> (rand:uniform(2000) - 1000) / math:pow(10, rand:uniform(6) - 3);
leaf(5) -> list_to_atom(characters());
leaf(6) -> lists:nth(rand:uniform(6), [ok, error, 'end', true, undefined, 'Elixir.Foo']);
leaf(7) -> characters();
leaf(8) -> unicode:characters_to_binary(characters());
leaf(9) -> rand:bytes(rand:uniform(6) - 1);
leaf(10) -> <<(rand:bytes(rand:uniform(3)))/binary, 5:(rand:uniform(7))>>.

characters() ->
    Kind = rand:uniform(6),
    [character(Kind) || _ <- lists:seq(1, rand:uniform(8) - 1)].

character(1) -> $a + rand:uniform(26) - 1;
character(2) -> 32 + rand:uniform(95) - 1;
character(3) -> rand:uniform(256) - 1;
character(4) -> 160 + rand:uniform(96) - 1;
character(5) -> 16#400 + rand:uniform(256) - 1;
character(6) -> lists:nth(rand:uniform(6), [$\n, $", $', $\\, 16#1F600, $e]).
