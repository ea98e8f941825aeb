package io.jergon.testkit;

/// What an expression, evaluated in a real Erlang node by a test, raised; or that it did not end in
/// time.
///
/// ```java
/// assertThatThrownBy(() -> erl.eval("gen_server:call({nobody, 'jvm@127.0.0.1'}, hello)"))
///     .isInstanceOf(ErlangException.class)
///     .hasMessageContaining("exit:{noproc,");
/// ```
///
/// The message starts with what was raised, as `class:reason` in Erlang syntax on one line; then
/// come the stack and the expressions.
public final class ErlangException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String raised;

  ErlangException(String raised, String source) {
    super(raised + "\nraised by: " + source);
    this.raised = raised.lines().findFirst().orElse("");
  }

  /// What was raised, as `class:reason` in Erlang syntax: `error:badarg`, `exit:{timeout,...}`.
  public String raised() {
    return raised;
  }
}
