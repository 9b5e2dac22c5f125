using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringspun.Bench.Idle;

/// <summary>
/// <c>bench/run hold</c>: the clients of <c>idle</c>, in processes of their own because each has a limit of descriptors too. Says
/// <c>holding</c> when each connection has had one answer, and keeps them until its input ends.
/// </summary>
internal static class HoldCommand
{
    public const string Ready = "holding";

    public static Command Create()
    {
        Argument<string> url = new("url");
        Argument<int> count = new("count");
        Command command = new("hold", "Opens idle connections for 'idle'.") { url, count };
        command.Hidden = true;
        command.SetAction(parsed => Hold(new Uri(parsed.GetRequiredValue(url)), parsed.GetValue(count)));
        return command;
    }

    private static void Hold(Uri url, int count)
    {
        IPEndPoint server = new(IPAddress.Parse(url.Host), url.Port);
        byte[] request = Encoding.ASCII.GetBytes($"GET {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\n\r\n");
        byte[] answer = new byte[16 * 1024];
        List<Socket> sockets = new(count);
        for (int i = 0; i < count; i++)
        {
            Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(server);
            socket.Send(request);
            ReadAnswer(socket, answer);
            sockets.Add(socket);
        }

        Console.Out.WriteLine(Ready);
        Console.In.ReadToEnd();
        sockets.ForEach(socket => socket.Dispose());
    }

    private static void ReadAnswer(Socket socket, byte[] buffer)
    {
        const string Length = "Content-Length: ";
        int received = 0;
        while (true)
        {
            int more = socket.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
            received += more > 0 ? more : throw new BenchFailure("the server has closed a connection that was to be idle");
            string text = Encoding.ASCII.GetString(buffer, 0, received);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            int length = end < 0 ? -1 : text.IndexOf(Length, 0, end, StringComparison.OrdinalIgnoreCase);
            if (length >= 0)
            {
                string value = text[(length + Length.Length)..text.IndexOf('\r', length)];
                if (received >= end + 4 + int.Parse(value, System.Globalization.CultureInfo.InvariantCulture))
                {
                    return;
                }
            }
        }
    }
}
