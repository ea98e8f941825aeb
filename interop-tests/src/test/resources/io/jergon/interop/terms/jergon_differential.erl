%% The Erlang side of EtfDifferentialIT and OrderDifferentialIT: answers for many terms at once. Terms travel as binaries
%% that hold their external format, so that bytes can be compared. Random terms are those of jergon_terms.
-module(jergon_differential).
-export([read/1, made/1, came_back/1, sets/1, signs/1, sorted/1, local/1]).

-define(EXACT, [{minor_version, 2}]).
-define(CANONICAL, [{minor_version, 2}, deterministic]).

%% [{Bytes, Canonical}], what Jergon wrote of a term and of the same with its maps sorted, to what differs:
%% [{Index, refused | half_read | bytes | canonical, what this Erlang writes}]
read(Terms) -> read(Terms, 0).

read([], _) -> [];
read([{Bytes, Canonical} | Rest], Index) ->
    Found =
        try binary_to_term(Bytes, [used]) of
            {Term, Used} ->
                [{Index, half_read, <<>>} || Used =/= byte_size(Bytes)]
                    ++ differs(Index, bytes, Bytes, term_to_binary(Term, ?EXACT))
                    ++ differs(Index, canonical, Canonical, term_to_binary(Term, ?CANONICAL))
        catch
            error:badarg -> [{Index, refused, <<>>}]
        end,
    Found ++ read(Rest, Index + 1).

differs(_, _, Bytes, Bytes) -> [];
differs(Index, What, _, Bytes) -> [{Index, What, Bytes}].

%% {Seed, From, To}: makes the random terms of these indexes, keeps them for came_back/1, and gives
%% [{Bytes, bytes by other options of term_to_binary/2, the options}]
made({Seed, From, To}) ->
    Terms = [jergon_terms:term(Seed, Index) || Index <- lists:seq(From, To)],
    put(?MODULE, Terms),
    rand:seed(exsss, {Seed, From, To}),
    [begin
         Options = pick(options()),
         {term_to_binary(Term, ?EXACT), term_to_binary(Term, Options), text(Options)}
     end || Term <- Terms].

options() ->
    [[], [compressed], [deterministic], [deterministic, compressed, {minor_version, 1}]]
        ++ [[{minor_version, Version}] || Version <- [0, 1]]
        ++ [[{compressed, Level}, {minor_version, 2}] || Level <- lists:seq(0, 9)].

%% The terms of made/1, written anew by Jergon: the indexes of those that are not the same any more.
came_back(All) ->
    [Index || {Index, Term, Bytes} <- lists:zip3(lists:seq(0, length(All) - 1), get(?MODULE), All),
              not same(Term, binary_to_term(Bytes))].

%% =:= takes 0.0 and -0.0 for the same before OTP 27; their bytes differ.
same(A, B) -> A =:= B andalso term_to_binary(A, ?CANONICAL) =:= term_to_binary(B, ?CANONICAL).

%% {Seed, From, To, Size}: lists of random terms, each with a like one of it, for the order.
sets({Seed, From, To, Size}) ->
    [begin
         Terms = [jergon_terms:term(Seed, Set * Size + Index) || Index <- lists:seq(1, Size div 2)],
         rand:seed(exsss, {Seed, Set, Size}),
         [term_to_binary(Term, ?EXACT) || Term <- lists:append([[Term, similar(Term)] || Term <- Terms])]
     end || Set <- lists:seq(From, To)].

similar(Term) when is_integer(Term) ->
    pick([Term + 1, -Term, as_float(Term)]);
similar(Term) when is_float(Term) ->
    pick([-Term, trunc(Term), Term]);
similar(Term) when is_atom(Term) -> list_to_atom(lists:sublist(atom_to_list(Term) ++ "x", 255));
similar(Term) when is_bitstring(Term), bit_size(Term) > 1 ->
    Size = bit_size(Term) - rand:uniform(min(9, bit_size(Term) - 1)),
    <<Start:Size/bitstring, _/bitstring>> = Term,
    Start;
similar(Term) when is_tuple(Term), tuple_size(Term) > 0 ->
    Place = rand:uniform(tuple_size(Term)),
    setelement(Place, Term, similar(element(Place, Term)));
similar([Head | Tail]) ->
    case rand:uniform(3) of
        1 -> [similar(Head) | Tail];
        2 -> [Head | similar(Tail)];
        3 -> [Head]
    end;
similar(Term) when is_map(Term), map_size(Term) > 0 ->
    {Key, Value} = pick(maps:to_list(Term)),
    case rand:uniform(3) of
        1 -> Term#{Key := similar(Value)};
        2 -> (maps:remove(Key, Term))#{similar(Key) => Value};
        3 -> maps:remove(Key, Term)
    end;
similar(Term) when is_reference(Term) -> pick([make_ref(), alias()]);
similar(Term) when is_function(Term) ->
    case erlang:fun_info(Term, type) of
        {type, local} -> jergon_terms:fun_of({Term});
        {type, external} -> fun lists:sort/1
    end;
similar(Term) -> Term.

as_float(Integer) ->
    try float(Integer) catch error:badarg -> -Integer end.

%% How each term stands to each later one: a byte 3 * (standard order + 1) + exact order + 1, an order being -1, 0 or 1.
signs(All) -> pairs([binary_to_term(Bytes) || Bytes <- All], <<>>).

pairs([], Signs) -> Signs;
pairs([Term | Rest], Signs) ->
    pairs(Rest, <<Signs/binary, (<<<<(3 * (standard(Term, Other) + 1) + exact(Term, Other) + 1)>> || Other <- Rest>>)/binary>>).

standard(A, B) when A < B -> -1;
standard(A, B) when A > B -> 1;
standard(A, B) when A == B -> 0.

%% Keys of maps are compared exactly: integers before floats.
exact(A, A) -> 0;
exact(A, B) -> standard(#{A => 0}, #{B => 0}).

%% [{Terms, the same as Jergon sorts them}]: true for each that is sorted so.
sorted(Sets) ->
    [begin
         Terms = [binary_to_term(Bytes) || Bytes <- Unsorted],
         Sorted = [binary_to_term(Bytes) || Bytes <- Result],
         lists:sort(Terms) == Sorted andalso lists:sort(fun not_above/2, Terms) =:= Sorted
     end || {Unsorted, Result} <- Sets].

not_above(A, B) -> A < B orelse A == B andalso exact(A, B) =< 0.

%% {Seed, From, To}: random terms in the form that this very node alone may read. None before OTP 26. None with funs: OTP 27
%% and 29 write these wrongly, beyond the end of a buffer.
local({Seed, From, To}) ->
    Terms = [jergon_terms:term(Seed, Index) || Index <- lists:seq(From, To)],
    try
        [term_to_binary(Term, [local]) || Term <- Terms, not has_fun(Term)]
    catch
        error:badarg -> []
    end.

has_fun([Head | Tail]) -> has_fun(Head) orelse has_fun(Tail);
has_fun(Term) when is_tuple(Term) -> has_fun(tuple_to_list(Term));
has_fun(Term) when is_map(Term) -> has_fun(maps:to_list(Term));
has_fun(Term) -> is_function(Term).

pick(Choices) -> lists:nth(rand:uniform(length(Choices)), Choices).

text(Options) -> unicode:characters_to_binary(io_lib:format("~0p", [Options])).
