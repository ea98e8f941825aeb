%% A process that does what it is told, for tests that start on the Java side.
-module(jergon_victim).
-export([start/0, loop/0]).

start() -> spawn(fun loop/0).

loop() ->
    receive
        stop -> ok;
        {exit, Reason} -> exit(Reason);
        {link, Pid} -> link(Pid), loop();
        {unlink, Pid} -> unlink(Pid), loop();
        {monitor, Pid} -> monitor(process, Pid), loop();
        {trap, Flag} -> process_flag(trap_exit, Flag), loop();
        {mailbox, From} -> From ! {mailbox, jergon_suite:flush()}, loop();
        {From, X} when is_pid(From) -> From ! {self(), X}, loop()
    end.
