using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Tests.UserStack;

namespace Ringspun.Cli.Tests.StackAgent;

/// <summary>The kernel's end of a connection with the agent, and what the kernel knows of it (struct tcp_info of linux/tcp.h).</summary>
internal sealed class KernelSocket(Socket socket) : IDisposable
{
    public const byte Timestamps = 1;
    public const byte Sack = 2;
    public const byte WindowScale = 4;
    public const byte Ecn = 8;

    private const int LevelTcp = 6;
    private const int TcpInfo = 11;
    private const int OptionsOffset = 5;
    private const int ScalesOffset = 6;
    private const int UnacknowledgedOffset = 24;
    private const int RetransmitsOffset = 100;

    public Socket Socket => socket;

    public IPEndPoint Remote => (IPEndPoint)socket.RemoteEndPoint!;

    /// <summary>What both ends have agreed on.</summary>
    public byte Options => Info()[OptionsOffset];

    /// <summary>The shift of the windows that the agent announces.</summary>
    public int PeersWindowShift => Info()[ScalesOffset] & 15;

    public uint Unacknowledged => BinaryPrimitives.ReadUInt32LittleEndian(Info().AsSpan(UnacknowledgedOffset));

    public uint Retransmits => BinaryPrimitives.ReadUInt32LittleEndian(Info().AsSpan(RetransmitsOffset));

    /// <summary>A listener of the kernel's on a port that it picks.</summary>
    public static Socket Listen(string address = StackWorld.Kernel)
    {
        IPEndPoint local = new(IPAddress.Parse(address), 0);
        Socket listener = new(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
        listener.Bind(local);
        listener.Listen();
        return listener;
    }

    public static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>A connection that the agent opens to the kernel.</summary>
    public static (int Agent, KernelSocket Kernel) Meet(AgentProcess agent, string address = StackWorld.Kernel)
    {
        using Socket listener = Listen(address);
        int fd = agent.Socket(listener.AddressFamily == AddressFamily.InterNetwork ? "inet" : "inet6");
        agent.Call("connect", new { fd, address, port = PortOf(listener) });
        return (fd, new KernelSocket(Patient(listener.Accept())));
    }

    /// <summary>A connection that the kernel opens.</summary>
    public static KernelSocket Connect(string address, int port)
    {
        IPEndPoint remote = new(IPAddress.Parse(address), port);
        Socket socket = Patient(new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Connect(remote);
        return new KernelSocket(socket);
    }

    public byte[] Receive(int count)
    {
        byte[] buffer = new byte[count];
        int filled = 0;
        for (int received; filled < count && (received = socket.Receive(buffer.AsSpan(filled))) > 0; filled += received)
        {
        }

        return buffer[..filled];
    }

    public void Dispose() => socket.Dispose();

    private static Socket Patient(Socket socket)
    {
        socket.ReceiveTimeout = 60_000;
        socket.NoDelay = true;
        return socket;
    }

    private byte[] Info()
    {
        byte[] info = new byte[256];
        _ = socket.GetRawSocketOption(LevelTcp, TcpInfo, info);
        return info;
    }
}
