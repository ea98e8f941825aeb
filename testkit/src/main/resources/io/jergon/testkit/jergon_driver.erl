%% The part of a testkit peer that runs inside the real Erlang node: it reads requests from the test's JVM and answers
%% them. It reaches the node as source text over the control connection (see ErlangNode), is compiled there, and so works
%% in every OTP release and needs no file. No preprocessor runs over it: no macros, no includes.
%%
%%   JVM -> node   | 4 bytes length | op: 1 byte | number: 8 bytes | time limit, ms: 8 bytes | body |
%%   node -> JVM   | 4 bytes length | number of the request: 8 bytes | 0 ok, 1 raised, 2 out of time: 1 byte | body |
%%
%%   op  $e  body: expressions                     answer: what the last one printed by ~0tp (Elixir: inspect) says
%%       $x  body: expressions                     answer: the value in the external term format
%%       $b  body: name length: 1 byte, name, external term format        answer: empty
%%       $f  body: empty                           answer: empty; all bindings are forgotten
%%       $l  body: module source                   answer: the module's name
%%
%% One process evaluates all expressions, so a monitor made by one is seen by the next. If an exit signal or a time-out
%% ends it, the next request gets a new process with the same bindings.
-module(jergon_driver).
-export([start/2]).

start(Socket, Language) ->
    Server = spawn(fun() -> receive go -> serve(Socket, Language) end end),
    ok = gen_tcp:controlling_process(Socket, Server),
    Server ! go,
    ok.

serve(Socket, Language) ->
    process_flag(priority, high),
    serve(Socket, Language, none, []).

serve(Socket, Language, Evaluator0, Bindings0) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, <<Op, Number:64, Limit:64, Body/binary>>} ->
            Evaluator = evaluator(Evaluator0, Language, Bindings0),
            {Answer, Bindings} = ask(Evaluator, {Op, Body}, Limit, Bindings0),
            ok = gen_tcp:send(Socket, [<<Number:64>> | Answer]),
            serve(Socket, Language, Evaluator, Bindings);
        {error, _} ->
            erlang:halt(0, [{flush, false}])
    end.

evaluator({Pid, _} = Evaluator, Language, Bindings) ->
    case is_process_alive(Pid) of
        true -> Evaluator;
        false -> evaluator(none, Language, Bindings)
    end;
evaluator(none, Language, Bindings) ->
    Server = self(),
    spawn_monitor(fun() -> evaluate(Server, Language, Bindings) end).

ask({Pid, Monitor}, Request, Limit, Bindings) ->
    Pid ! {jergon_driver, Request},
    receive
        {answer, Pid, Answer, NewBindings} ->
            {Answer, NewBindings};
        {'DOWN', Monitor, process, Pid, Reason} ->
            {[1 | text("the evaluating process ended: ~0tp", [Reason])], Bindings}
    after Limit ->
        Where = process_info(Pid, [current_stacktrace, messages]),
        exit(Pid, kill),
        receive
            {'DOWN', Monitor, process, Pid, _} -> ok
        end,
        receive
            {answer, Pid, _, _} -> ok
        after 0 -> ok
        end,
        {[2 | text("~0tP", [Where, 100])], Bindings}
    end.

%% ---- the evaluating process ----

evaluate(Server, Language, Bindings) ->
    receive
        {jergon_driver, {Op, Body}} ->
            {Answer, NewBindings} =
                try
                    request(Op, Body, Language, Bindings)
                catch
                    Class:Reason:Stack ->
                        {[1 | text("~tw:~0tp~n~0tp", [Class, Reason, Stack])], Bindings}
                end,
            Server ! {answer, self(), Answer, NewBindings},
            evaluate(Server, Language, NewBindings)
    end.

request($e, Source, Language, Bindings) ->
    {Value, NewBindings} = value(Language, Source, Bindings),
    {[0 | printed(Language, Value)], NewBindings};
request($x, Source, Language, Bindings) ->
    {Value, NewBindings} = value(Language, Source, Bindings),
    {[0 | term_to_binary(Value)], NewBindings};
request($b, <<Size, Name:Size/binary, External/binary>>, Language, Bindings) ->
    {[0], bind(Language, binary_to_atom(Name, utf8), binary_to_term(External), Bindings)};
request($f, _, _, _) ->
    {[0], []};
request($l, Source, _, Bindings) ->
    {[0 | atom_to_binary(load(Source), utf8)], Bindings}.

value(erlang, Source, Bindings) ->
    Text = unicode:characters_to_list([Source, "\n."]),
    Expressions =
        case erl_scan:string(Text) of
            {ok, Tokens, _} ->
                case erl_parse:parse_exprs(Tokens) of
                    {ok, Parsed} -> Parsed;
                    {error, {Line, Module, What}} -> error({syntax, Line, lists:flatten(Module:format_error(What))})
                end;
            {error, {Line, Module, What}, _} ->
                error({syntax, Line, lists:flatten(Module:format_error(What))})
        end,
    {value, Value, NewBindings} = erl_eval:exprs(Expressions, Bindings),
    {Value, NewBindings};
value(elixir, Source, Bindings) ->
    'Elixir.Code':eval_string(Source, Bindings).

printed(erlang, Value) -> text("~0tp", [Value]);
printed(elixir, Value) -> 'Elixir.Kernel':inspect(Value, [{limit, infinity}, {printable_limit, infinity}, {width, infinity}]).

bind(erlang, Name, Value, Bindings) -> erl_eval:add_binding(Name, Value, erl_eval:del_binding(Name, Bindings));
bind(elixir, Name, Value, Bindings) -> lists:keystore(Name, 1, Bindings, {Name, Value}).

text(Format, Arguments) -> unicode:characters_to_binary(io_lib:format(Format, Arguments)).

%% Through a file, because only then the preprocessor runs and stack traces name lines.
load(Source) ->
    Name = "jergon_" ++ os:getpid() ++ "_" ++ integer_to_list(erlang:unique_integer([positive])),
    Folder = filename:join(temporary(), Name),
    ok = file:make_dir(Folder),
    {match, [ModuleName]} =
        re:run(Source, "^\\s*-module\\(\\s*'?([^')]+)'?\\s*\\)", [multiline, {capture, all_but_first, list}]),
    File = filename:join(Folder, ModuleName ++ ".erl"),
    try
        ok = file:write_file(File, Source),
        case compile:file(File, [binary, return_errors, debug_info]) of
            {ok, Module, Beam} ->
                {module, Module} = code:load_binary(Module, File, Beam),
                Module;
            {error, Errors, _} ->
                error({compile, Errors})
        end
    after
        file:delete(File),
        file:del_dir(Folder)
    end.

temporary() ->
    case os:getenv("TMPDIR") of
        false -> "/tmp";
        Folder -> Folder
    end.
