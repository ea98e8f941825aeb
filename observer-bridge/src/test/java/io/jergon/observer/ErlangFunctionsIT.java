package io.jergon.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.Node;
import io.jergon.testkit.ErlangNode;
import io.jergon.testkit.FreePort;
import io.jergon.testkit.RealErlang;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Asked from a real Erlang, and compared with what that answers about itself.
class ErlangFunctionsIT {
  private static Node node;
  private static ErlangNode erl;

  @BeforeAll
  static void start() {
    RealErlang.require();
    int epmdPort = FreePort.pick();
    node = Node.builder("jvm@127.0.0.1").cookie("secret").epmdPort(epmdPort).start();
    ErlangFunctions.offerTo(node);
    erl = ErlangNode.builder("erl@127.0.0.1").cookie("secret").epmdPort(epmdPort).start();
    erl.eval(
        """
        J = 'jvm@127.0.0.1',
        IsText = fun(T) -> T =/= [] andalso io_lib:printable_unicode_list(T) end,
        Shape = fun Shape(T) when is_integer(T) -> integer;
                    Shape(T) when is_pid(T) -> pid;
                    Shape(T) when is_atom(T) -> atom;
                    Shape(T) when is_tuple(T) -> list_to_tuple([Shape(E) || E <- tuple_to_list(T)]);
                    Shape(T) when is_list(T) ->
                        case IsText(T) of true -> string; false -> lists:usort([Shape(E) || E <- T]) end
                end\
        """);
  }

  @AfterAll
  static void stop() {
    if (erl != null) {
      erl.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erlang, node, []",
        "erlang, is_alive, []",
        "erlang, self, []",
        "erlang, registered, []",
        "erlang, processes, []",
        "erlang, whereis, [rex]",
        "erlang, nodes, []",
        "erlang, nodes, [this]",
        "erlang, nodes, [known]",
        "erlang, nodes, [[hidden, this]]",
        "erlang, system_info, [otp_release]",
        "erlang, system_info, [version]",
        "erlang, system_info, [system_version]",
        "erlang, system_info, [system_architecture]",
        "erlang, system_info, [machine]",
        "erlang, system_info, [process_count]",
        "erlang, system_info, [schedulers]",
        "erlang, system_info, [schedulers_online]",
        "os, getpid, []"
      })
  void function_calledFromErlang_answersInTheShapeOfABeam(String call) {
    assertThat(erl.eval("Shape(erpc:call(J, " + call + "))"))
        .isEqualTo(erl.eval("Shape(apply(" + call + "))"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erlang, whereis, [no_such_name]",
        "erlang, system_info, [wordsize]",
        "erlang, system_info, [{wordsize, external}]",
        "erlang, system_info, [endian]",
        "os, type, []",
        "net_adm, ping, ['nobody@127.0.0.1']"
      })
  void function_calledFromErlang_answersWhatABeamDoes(String call) {
    assertThat(erl.eval("erpc:call(J, " + call + ")")).isEqualTo(erl.eval("apply(" + call + ")"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erlang, whereis, [1]",
        "erlang, is_process_alive, [not_a_pid]",
        "erlang, is_process_alive, [self()]",
        "erlang, system_info, [no_such_item]",
        "erlang, process_info, [not_a_pid]",
        "erlang, process_info, [self()]",
        "erlang, process_info, [erpc:call(J, erlang, whereis, [rex]), no_such_item]",
        "erlang, process_info, [erpc:call(J, erlang, whereis, [rex]), [links | improper]]",
        "erlang, nodes, [no_such_kind]",
        "erlang, nodes, [[this | improper]]"
      })
  void function_badArgument_badarg(String call) {
    assertThatThrownBy(() -> erl.eval("erpc:call(J, " + call + ")"))
        .hasMessageStartingWith("error:{exception,badarg,");
    assertThat(erl.eval("element(1, element(2, element(2, rpc:call(J, " + call + "))))"))
        .isEqualTo("badarg");
  }

  @Test
  void isProcessAlive_processEnds_false() {
    assertThat(
            erl.eval(
                """
                [Name | _] = erpc:call(J, erlang, registered, []),
                Alive = erpc:call(J, erlang, is_process_alive, [erpc:call(J, erlang, whereis, [Name])]),
                Gone = erpc:call(J, erlang, is_process_alive, [erpc:call(J, erlang, self, [])]),
                {Alive, Gone}\
                """))
        .isEqualTo("{true,false}");
  }

  @Test
  void processInfo_ofAProcessThatErlangSpawned_namesItsParentAndItsLabel() {
    node.functions()
        .offer(
            "work",
            "wait",
            1,
            (self, arguments) -> {
              self.label(arguments.getFirst());
              return self.receive();
            });
    assertThat(
            erl.eval(
                """
                Child = spawn(J, work, wait, [{job, 1}]),
                Answer = erpc:call(J, erlang, process_info, [Child, [parent, label, backtrace, group_leader]]),
                exit(Child, kill),
                [{parent, Parent}, {label, Label}, {backtrace, Text}, {group_leader, Leader}] = Answer,
                {Parent =:= self(), Label, is_binary(Text), Leader =:= group_leader()}\
                """))
        .isEqualTo("{true,{job,1},true,true}");
  }

  /// What observer's window of a process asks for, and what `c:i()` does.
  @Test
  void processInfo_items_areInOrderAndOfTheKindThatErlangGives() {
    assertThat(
            erl.eval(
                """
                Items = [binary, catchlevel, current_function, error_handler, garbage_collection, group_leader, heap_size,
                    initial_call, last_calls, links, memory, message_queue_len, monitored_by, monitors, priority,
                    reductions, registered_name, sequential_trace_token, stack_size, status, suspending,
                    total_heap_size, trace, trap_exit, messages, dictionary, current_stacktrace, current_location,
                    min_heap_size, min_bin_vheap_size, max_heap_size, fullsweep_after, message_queue_data],
                Kind = fun(V) when is_integer(V) -> integer; (V) when is_atom(V) -> atom; (V) when is_list(V) -> list;
                    (V) when is_pid(V) -> pid; (V) when is_map(V) -> map; (V) -> {tuple, tuple_size(V)} end,
                Kinds = fun(All) -> [{Item, Kind(Value)} || {Item, Value} <- All] end,
                Rex = erpc:call(J, erlang, whereis, [rex]),
                Ours = erpc:call(J, erlang, process_info, [Rex, Items]),
                All = erpc:call(J, erlang, process_info, [Rex]),
                {Kinds(Ours) -- Kinds(process_info(whereis(rex), Items)),
                 [Item || {Item, _} <- Ours] =:= Items,
                 [Item || {Item, _} <- All] =:= [Item || {Item, _} <- process_info(whereis(rex))]}\
                """))
        .isEqualTo("{[],true,true}");
  }

  @Test
  void processInfo_oneItem_isATupleButForAnUnnamedProcess() {
    assertThat(
            erl.eval(
                """
                Info = fun(Pid, Item) -> erpc:call(J, erlang, process_info, [Pid, Item]) end,
                Named = erpc:call(J, erlang, whereis, [rex]),
                [Unnamed | _] = [P || P <- erpc:call(J, erlang, processes, []), {registered_name, []} =:=
                    hd(case Info(P, [registered_name]) of undefined -> [x]; L -> L end)],
                Dead = erpc:call(J, erlang, self, []),
                {Info(Named, registered_name), Info(Unnamed, registered_name), Info(Named, trap_exit), Info(Named, []),
                 Info(Named, [links, links]) =:= [Info(Named, links), Info(Named, links)],
                 Info(Dead, links), Info(Dead, [links]), erpc:call(J, erlang, process_info, [Dead]),
                 Info(Named, {dictionary, none})}\
                """))
        .isEqualTo(
            "{{registered_name,rex},[],{trap_exit,false},[],true,undefined,undefined,undefined,{{dictionary,none},undefined}}");
  }

  @Test
  void nodes_erlangConnected_isSeenAsHidden() {
    assertThat(
            erl.eval(
                "[erpc:call(J, erlang, nodes, A) || A <- [[], [visible], [hidden], [connected]]]"))
        .isEqualTo("[[],[],['erl@127.0.0.1'],['erl@127.0.0.1']]");
  }

  @Test
  void ping_erlangNode_pong() {
    assertThat(erl.eval("erpc:call(J, net_adm, ping, [node()])")).isEqualTo("pong");
  }
}
