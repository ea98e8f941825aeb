package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.testkit.ElixirNode;
import io.jergon.testkit.RealErlang;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Elixir talks to the demo.
@ParameterizedClass
@MethodSource("io.jergon.interop.World#each")
class ElixirIT {

  private final World world;
  private ElixirNode elixir;

  ElixirIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    RealErlang.requireElixir();
    elixir =
        ElixirNode.start(
            "elixir@127.0.0.1",
            world.demo().cookie(),
            world.demo().epmdPort(),
            Wire.erlArguments());
    elixir.eval("d = :\"" + world.demo().node() + "\"");
  }

  @AfterEach
  void stop() {
    elixir.close();
  }

  @Test
  void pingCallCastSendSpawn_fromElixir_work() {
    assertThat(elixir.eval("{Node.ping(d), Node.list(:hidden)}"))
        .isEqualTo("{:pong, [:\"demo@127.0.0.1\"]}");
    assertThat(elixir.eval("GenServer.call({:echo, d}, %{a: \"ü\", b: [c: 1]})"))
        .isEqualTo("%{a: \"ü\", b: [c: 1]}");
    assertThat(elixir.eval("GenServer.call({:counter, d}, {:add, 2})")).isEqualTo("2");
    assertThat(
            elixir.eval(
                "GenServer.cast({:counter, d}, :reset); GenServer.call({:counter, d}, :get)"))
        .isEqualTo("0");
    assertThat(
            elixir.eval(
                "GenServer.call({:kv, d}, {:put, 1..3, ~D[2026-11-21]}); GenServer.call({:kv, d}, {:get, 1..3})"))
        .isEqualTo("{:ok, ~D[2026-11-21]}");
    assertThat(
            elixir.eval(
                "send({:echo, d}, {self(), :hi}); receive do m -> m after 5000 -> :nothing end"))
        .isEqualTo("{:echo, :hi}");
    assertThat(elixir.eval(":erpc.call(d, :jergon_demo, :add, [40, 2])")).isEqualTo("42");
    assertThat(
            elixir.eval(
                """
                pid = Node.spawn(d, :jergon_demo, :echo_loop, [])
                ref = Process.monitor(pid)
                Process.exit(pid, :boom)
                receive do {:DOWN, ^ref, :process, ^pid, reason} -> reason after 5000 -> :nothing end\
                """))
        .isEqualTo(":boom");
    assertThatThrownBy(() -> elixir.eval("GenServer.call({:nobody, d}, :hello)"))
        .hasMessageContaining("noproc");
  }
}
