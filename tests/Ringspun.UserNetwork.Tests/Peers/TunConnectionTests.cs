using System.Net;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>How connections between the kernel and the stack begin and end.</summary>
public sealed class TunConnectionTests
{
    private const int Crowd = 1000;

    public static TheoryData<string, bool> Roles => new(
        from driver in (string[])["epoll", "io_uring"] from kernelListens in (bool[])[true, false] select (driver, kernelListens));

    [Theory, MemberData(nameof(Roles))]
    public void After_half_a_close_the_other_half_goes_on(string driver, bool kernelListens) => TunPeer.Run(driver, world =>
    {
        (byte[] Kernel, byte[] Stack) asked = world.Meet(kernelListens, six: false, Ask, Answer);
        Assert.Equal(asked.Stack, asked.Kernel);
        asked = world.Meet(kernelListens, six: false, Answer, Ask);
        Assert.Equal(asked.Stack, asked.Kernel);

        static async Fiber<byte[]> Ask(IConnection connection)
        {
            await connection.SendAsync("question"u8.ToArray());
            connection.ShutdownSend();
            return await Transfer.Receive(connection);
        }

        static async Fiber<byte[]> Answer(IConnection connection)
        {
            byte[] buffer = new byte[100];
            int total = 0;
            for (int count; (count = await connection.ReceiveAsync(buffer)) > 0;)
            {
                total += count;
            }

            Assert.Equal(8, total);
            return await Transfer.Send(connection, 1, 500_000);
        }
    });

    [Theory, MemberData(nameof(Roles))]
    public void A_reset_ends_the_other_end(string driver, bool kernelListens) => TunPeer.Run(driver, world =>
    {
        Assert.Equal(Errno.ECONNRESET, world.Meet(kernelListens, six: false, Exchange.GreetAndReceive, Exchange.Abort).Kernel);
        Assert.Equal(Errno.ECONNRESET, world.Meet(kernelListens, six: false, Exchange.Abort, Exchange.GreetAndReceive).Stack);

        // Who sends notices too: of the reset itself, or that nothing can be sent any more.
        Assert.Contains(world.Meet(kernelListens, six: true, Exchange.SendToTheEnd, Exchange.Abort).Kernel, (Errno[])[Errno.ECONNRESET, Errno.EPIPE]);
        Assert.Contains(world.Meet(kernelListens, six: true, Exchange.Abort, Exchange.SendToTheEnd).Stack, (Errno[])[Errno.ECONNRESET, Errno.EPIPE]);
    });

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Where_nobody_listens_both_are_refused(string driver) => TunPeer.Run(driver, world =>
    {
        foreach (bool six in (bool[])[false, true])
        {
            LinuxException kernel = world.Wait(PeerWorld.On(world.KernelLoop, () => Refused(world.Kernel, PeerWorld.AddressOf(kernel: false, six))));
            Assert.Equal(Errno.ECONNREFUSED, kernel.Errno);
            LinuxException stack = world.Wait(PeerWorld.On(world.StackLoop, () => Refused(world.Stack, PeerWorld.AddressOf(kernel: true, six))));
            Assert.Equal(Errno.ECONNREFUSED, stack.Errno);
        }

        static async Fiber<LinuxException> Refused(INetwork network, IPAddress address) =>
            await Expect.Throws<LinuxException, IConnection>(network.ConnectAsync(new IPEndPoint(address, 9)));
    });

    [Theory, MemberData(nameof(Roles))]
    public void A_thousand_connections_at_once(string driver, bool kernelListens) => TunPeer.Run(driver, world =>
    {
        (INetwork server, EventLoop serverLoop) = kernelListens ? ((INetwork)world.Kernel, world.KernelLoop) : (world.Stack, world.StackLoop);
        (INetwork client, EventLoop clientLoop) = kernelListens ? ((INetwork)world.Stack, world.StackLoop) : (world.Kernel, world.KernelLoop);
        using IBinding binding = server.Bind(new IPEndPoint(PeerWorld.AddressOf(kernelListens, six: false), 0));
        IListener listener = world.Wait(PeerWorld.On(serverLoop, () => PeerWorld.Listen(binding)));
        (long echoed, int right) = world.Wait(
            PeerWorld.On(serverLoop, () => EchoAll(listener)), PeerWorld.On(clientLoop, () => TalkAll(client, binding.LocalEndPoint)));
        Assert.Equal(Crowd, right);
        Assert.Equal(Enumerable.Range(0, Crowd).Sum(LengthOf), echoed);
    });

    private static int LengthOf(int index) => 2000 + index;

    private static async Fiber<long> EchoAll(IListener listener)
    {
        List<FiberHandle<long>> echoes = [];
        using (listener)
        {
            for (int i = 0; i < Crowd; i++)
            {
                echoes.Add(EventLoop.Current!.Spawn(
                    static async connection =>
                    {
                        using (connection)
                        {
                            return await Exchange.Echo(connection);
                        }
                    },
                    await listener.AcceptAsync()));
            }
        }

        long total = 0;
        foreach (FiberHandle<long> echo in echoes)
        {
            total += await echo;
        }

        return total;
    }

    private static async Fiber<int> TalkAll(INetwork network, EndPoint server)
    {
        List<FiberHandle<IConnection>> opening = [.. Enumerable.Range(0, Crowd).Select(_ =>
            EventLoop.Current!.Spawn(static async target => await target.network.ConnectAsync(target.server), (network, server)))];
        List<IConnection> open = [];
        foreach (FiberHandle<IConnection> one in opening)
        {
            open.Add(await one);
        }

        // Only now, with all of them open, do they talk.
        List<FiberHandle<bool>> talks = [.. open.Select((connection, index) => EventLoop.Current!.Spawn(
            static async talk =>
            {
                using (talk.connection)
                {
                    (byte[] sent, byte[] received) = await Exchange.BothWays(talk.connection, talk.index, LengthOf(talk.index));
                    return sent.AsSpan().SequenceEqual(received);
                }
            },
            (connection, index)))];
        int right = 0;
        foreach (FiberHandle<bool> talk in talks)
        {
            right += await talk ? 1 : 0;
        }

        return right;
    }
}
