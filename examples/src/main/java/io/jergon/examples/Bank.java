package io.jergon.examples;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.Cast;
import io.jergon.etf.Atom;

/// What a bank understands. The bank itself is an Erlang `gen_server` (`bank.erl`), so this is an
/// interface: it only stands for the server.
public interface Bank {

  sealed interface Request<R> extends Call<Bank, R> {}

  record Deposit(String account, long amount) implements Request<Answer> {} // {deposit, A, N}

  record Withdraw(String account, long amount) implements Request<Answer> {} // {withdraw, A, N}

  sealed interface Answer {}

  record Ok(long balance) implements Answer {} // {ok, Balance}

  @SuppressWarnings("AvoidCommonTypeNames") // it is called {error, Reason}
  record Error(Atom reason) implements Answer {} // {error, insufficient_funds}

  record CloseAccount(String account) implements Cast<Bank> {} // {close_account, A}
}
