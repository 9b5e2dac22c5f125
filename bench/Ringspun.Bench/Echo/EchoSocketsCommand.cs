using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace Ringspun.Bench.Echo;

/// <summary><c>bench/run echo-sockets</c>: the peer on .NET's own sockets, in a process of its own.</summary>
internal static class EchoSocketsCommand
{
    public const string Name = "echo-sockets";

    public static Command Create()
    {
        Command command = new(Name, "Serves 'echo' with System.Net.Sockets.") { Hidden = true };
        command.SetAction(_ => Serve());
        return command;
    }

    private static void Serve()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        Console.Out.WriteLine($"listening on {listener.LocalEndPoint}");
        while (true)
        {
            Socket socket = listener.Accept();
            socket.NoDelay = true;
            new SocketsConnection(socket).Start();
        }
    }
}
