using System.Net;
using Ringspun.Linux.Tests.Namespaces;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun.Tests.Network;

/// <summary>Ports that the kernel picks while somebody else asks it for ports without end: none gets lost between being picked and being held.</summary>
public sealed class PickedPortTests
{
    private const int Rounds = 3_000;
    private const string PortRange = "/proc/sys/net/ipv4/ip_local_port_range";

    [Fact]
    public void Of_connections_it_is_kept() => Compete(SocketKind.STREAM, static network =>
    {
        using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Any, 0));
        return binding.LocalEndPoint;
    });

    [Fact]
    public void Of_datagrams_it_is_kept() => Compete(SocketKind.DGRAM, static network =>
    {
        using IDatagramBinding binding = network.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
        return binding.LocalEndPoint;
    });

    /// <summary>With eight ports in all, one that is free for a moment is soon another's.</summary>
    private static void Compete(SocketKind kind, Func<INetwork, EndPoint> bind) => NetworkNamespace.Run(() =>
    {
        try
        {
            File.WriteAllText(PortRange, "40000 40007");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"{PortRange} cannot be written here: {refused.Message}");
        }

        using CancellationTokenSource done = new();
        Thread other = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                using var socket = OwnedDescriptor.FromResult(KernelSockets.Create(SocketFamily.INET, kind), "socket");
                _ = KernelSockets.Bind(socket.Number, NativeSocketAddress.From(new IPEndPoint(IPAddress.Any, 0)));
            }
        });
        other.Start();
        try
        {
            KernelNetwork network = new();
            for (int round = 0; round < Rounds; round++)
            {
                Assert.InRange(((IPEndPoint)bind(network)).Port, 40_000, 40_007);
            }
        }
        finally
        {
            done.Cancel();
            other.Join();
        }
    });
}
