// Gives an outside tester the sockets of the user-level stack, over a control socket:
// dotnet run -c Release --project tests/Ringspun.StackAgent -- --device tun:tun0 --address 192.168.0.2/24 --gateway 192.168.0.1 --control /tmp/agent.sock
using Ringspun.StackAgent;

return AgentCommand.Create().Parse(args).Invoke();
