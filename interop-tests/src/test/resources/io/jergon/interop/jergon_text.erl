%% What Erlang prints, and what it reads.
-module(jergon_text).
-export([printed/1, same/1, read/1, unicode/0]).

%% Whether this VM takes all of Unicode for printable (+pc unicode).
unicode() ->
    io:printable_range() =:= unicode.

%% Terms, each with a width: on one line and on lines of that width, as the terms' toString and toPrettyString have to be.
printed(Terms) ->
    [{text(line(), [Term]), text(lines(), [Width, Term])} || {Term, Width} <- Terms].

%% The other ways of printing, which have to be read.
same(Terms) ->
    [[text(Format, [Term]) || Format <- ["~p", "~tp", "~w", "~tw", "~0p"]] || Term <- Terms].

%% What Erlang reads from texts: {ok, Term} or error. Its comments, blanks and dot are ours, too.
read(Texts) ->
    [read_one(unicode:characters_to_list(Text)) || Text <- Texts].

read_one(Text) ->
    case erl_scan:string(Text ++ "\n.") of
        {ok, Tokens, _} ->
            case erl_parse:parse_term(Tokens) of
                {ok, Term} -> {ok, Term};
                {error, _} -> error
            end;
        {error, _, _} -> error
    end.

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).

%% OTP 26 and later keep the keys in no order, unless they are asked to.
line() -> ordered("~0tp", "~0ktp").
lines() -> ordered("~*tp", "~*ktp").

ordered(Before, Since26) ->
    case list_to_integer(erlang:system_info(otp_release)) >= 26 of
        true -> Since26;
        false -> Before
    end.
