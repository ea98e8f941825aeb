package io.jergon.node.channel;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A real `erl` that evaluates expressions given on its standard input, one a line.
final class ErlProcess implements AutoCloseable {
  private static final String ANSWER = "answer: ";

  /// Reads an expression, prints its value, and begins again; ends with its standard input.
  private static final String LOOP =
      """
      F = fun(F) ->
        case io:get_line('') of
          L when is_list(L) ->
            {ok, T, _} = erl_scan:string(L),
            {ok, E} = erl_parse:parse_exprs(T),
            V = try element(2, erl_eval:exprs(E, [])) catch C:R -> {C, R} end,
            io:format("answer: ~0tp~n", [V]), F(F);
          _ -> halt()
        end
      end, F(F).
      """
          .replace('\n', ' ');

  private final Process process;
  private final BufferedWriter in;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<String> output = new CopyOnWriteArrayList<>();

  /// Starts `erl` with these arguments and the EPMD on that port.
  ErlProcess(int epmdPort, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(find("erl").toString(), "-noshell"));
    command.addAll(List.of("-start_epmd", "false"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-eval", LOOP));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    process = builder.start();
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread.ofPlatform().daemon().name("erl-output").start(this::read);
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
        } else {
          output.add(line);
        }
      }
    } catch (IOException e) {
      output.add("(" + e.getMessage() + ")");
    }
  }

  /// The value of an expression, as `~0tp` prints it.
  String eval(String expression) throws Exception {
    in.write(expression + ".\n");
    in.flush();
    String answer = answers.poll(20, TimeUnit.SECONDS);
    return answer == null ? fail("no answer to " + expression + "; erl said " + output) : answer;
  }

  /// What it printed beside the answers: its log.
  List<String> output() {
    return output;
  }

  /// As `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  /// Skips the test without the program, or fails it if `-Djergon.erl.required=true` asks for it.
  static Path find(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    if (Boolean.getBoolean("jergon.erl.required")) {
      return fail("no " + program + " on PATH, but -Djergon.erl.required=true asks for it");
    }
    return Assumptions.abort("no " + program + " on PATH");
  }
}
