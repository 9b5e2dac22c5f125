using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ringspun.Cli.Tests.UserStack;

namespace Ringspun.Cli.Tests.StackAgent;

/// <summary>The options that the stack agent is started with, each by what the kernel or the control socket sees of it.</summary>
public sealed class AgentOptionTests
{
    private const uint PcapMagic = 0xA1B2C3D4;
    private const uint PcapNanoseconds = 0xA1B23C4D;
    private const int PcapHeader = 24;
    private const int RecordHeader = 16;
    private const string Secret = "000102030405060708090a0b0c0d0e0f";

    [Theory]
    [InlineData("", KernelSocket.Timestamps | KernelSocket.Sack | KernelSocket.WindowScale)]
    [InlineData("--timestamps off", KernelSocket.Sack | KernelSocket.WindowScale)]
    [InlineData("--sack off", KernelSocket.Timestamps | KernelSocket.WindowScale)]
    [InlineData("--window-scale off", KernelSocket.Timestamps | KernelSocket.Sack)]
    [InlineData("--ecn on", KernelSocket.Timestamps | KernelSocket.Sack | KernelSocket.WindowScale | KernelSocket.Ecn)]
    public void The_kernel_agrees_to_what_is_offered(string options, int expected) => StackWorld.Run(() =>
    {
        using AgentProcess agent = new(options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        using KernelSocket kernel = KernelSocket.Meet(agent).Kernel;
        const int Asked = KernelSocket.Timestamps | KernelSocket.Sack | KernelSocket.WindowScale | KernelSocket.Ecn;
        Assert.Equal(expected, kernel.Options & Asked);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(14)]
    public void The_window_has_the_shift_that_was_asked_for(int shift) => StackWorld.Run(() =>
    {
        using AgentProcess agent = new("--window-scale", $"{shift}");
        using KernelSocket kernel = KernelSocket.Meet(agent).Kernel;
        Assert.Equal(shift, kernel.PeersWindowShift);
    });

    [Fact]
    public void Sizes_and_times_are_those_that_were_asked_for() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new(
            "--mtu", "1300", "--mss", "900", "--initial-window", "3", "--rto-min", "700", "--receive-buffer", "50000", "--send-buffer", "60000",
            "--congestion", "reno");
        Assert.Contains("mtu 1300 ", StackWorld.Execute("ip", "-o", "link", "show", StackWorld.Interface).Output, StringComparison.Ordinal);
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            JsonObject info = agent.Call("info", new { fd });
            long segment = info["mss"]!.GetValue<long>();
            Assert.InRange(segment, 800, 900);
            Assert.Equal(3 * segment, info["cwnd"]!.GetValue<long>());
            Assert.Equal(50_000, agent.Option(fd, "SO_RCVBUF"));
            Assert.Equal(60_000, agent.Option(fd, "SO_SNDBUF"));
            agent.Send(fd, new byte[100]);
            _ = kernel.Receive(100);
            Assert.InRange(agent.Call("info", new { fd })["rtoUs"]!.GetValue<long>(), 700_000, long.MaxValue);
        }
    });

    [Fact]
    public void An_acknowledgment_that_is_delayed_for_longer_than_the_kernel_waits_makes_it_send_again() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new("--delayed-ack", "499");
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            WaitUntil(() =>
            {
                // Data that the agent has nothing to say to; the first of a connection may be acknowledged at once.
                kernel.Socket.Send(new byte[1]);
                _ = agent.Receive(fd, 100);
                WaitUntil(() => kernel.Unacknowledged == 0 || kernel.Retransmits > 0);
                return kernel.Retransmits > 0;
            });
        }
    });

    [Fact]
    public void An_acknowledgment_that_is_not_delayed_comes_by_itself() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new("--delayed-ack", "off");
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            for (int i = 0; i < 20; i++)
            {
                kernel.Socket.Send(new byte[1]);
                WaitUntil(() => kernel.Unacknowledged == 0);
                _ = agent.Receive(fd, 100);
            }
        }
    });

    [Fact]
    public void A_short_segment_lifetime_ends_TIME_WAIT() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new("--msl", "50");
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            agent.Call("shutdown", new { fd, how = "wr" });
            Assert.Empty(kernel.Receive(1));
            kernel.Socket.Shutdown(SocketShutdown.Send);
            Assert.Empty(agent.Receive(fd, 1));
            agent.WaitForState(fd, "CLOSED");
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_capture_has_super_segments_unless_offloads_are_off(bool isOff) => StackWorld.Run(() =>
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string[] options = isOff ? ["--no-offload", "--pcap", file] : ["--pcap", file];
            using AgentProcess agent = new(options);
            (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
            using (kernel)
            {
                int send = agent.Begin("send", new { fd, data = new byte[2_000_000] });
                Assert.Equal(2_000_000, kernel.Receive(2_000_000).Length);
                _ = AgentProcess.Ok(agent.Finish(send));
            }

            List<int> lengths = LengthsIn(file);
            Assert.True(lengths.Count > 10, $"{lengths.Count} packets were captured.");
            Assert.Equal(isOff, lengths.Max() <= 1500);
        }
        finally
        {
            File.Delete(file);
        }
    });

    [Fact]
    public void A_gateway_leads_to_other_networks() => StackWorld.Run(() =>
    {
        StackWorld.Ip("addr", "add", "10.9.0.1/32", "dev", "lo");
        using AgentProcess agent = new("--gateway", "10.0.0.77");
        using KernelSocket kernel = KernelSocket.Meet(agent, "10.9.0.1").Kernel;
        Assert.Equal(StackWorld.Stack, kernel.Remote.Address.ToString());
        Assert.Contains("inet 10.0.0.77/24 ", StackWorld.Execute("ip", "-o", "addr", "show", StackWorld.Interface).Output, StringComparison.Ordinal);
    });

    [Fact]
    public void With_one_secret_sequence_numbers_go_on_from_one_run_to_the_next() => StackWorld.Run(() =>
    {
        // Between two that are unrelated it would be as little once in some hundred times (RFC 9293 section 3.4.1: 4 microseconds each).
        const uint SoonAfter = 60 * 250_000;
        uint[] numbers = [First(Secret), First(Secret), First("ff" + Secret[2..])];
        Assert.InRange(unchecked(numbers[1] - numbers[0]), 1u, SoonAfter);
        Assert.NotInRange(unchecked(numbers[2] - numbers[1]), 0u, SoonAfter);

        static uint First(string secret)
        {
            using AgentProcess agent = new("--secret", secret);
            using Socket listener = KernelSocket.Listen();
            int fd = agent.Socket();
            agent.Call("bind", new { fd, address = StackWorld.Stack, port = 5000 });

            // Hashed with both addresses and ports.
            listener.Close();
            Socket fixedPort = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            fixedPort.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(StackWorld.Kernel), 5001));
            fixedPort.Listen();
            agent.Call("connect", new { fd, address = StackWorld.Kernel, port = 5001 });
            uint number = agent.Call("info", new { fd })["sndUna"]!.GetValue<uint>();
            agent.Call("setsockopt", new { fd, name = "SO_LINGER", value = 0 });
            agent.Call("close", new { fd });
            fixedPort.Dispose();
            return number;
        }
    });

    [Fact]
    public void An_interface_that_is_there_is_used_as_it_is() => StackWorld.Run(() =>
    {
        StackWorld.Ip("tuntap", "add", "dev", StackWorld.Interface, "mode", "tun");
        StackWorld.Ip("addr", "add", $"{StackWorld.Kernel}/24", "dev", StackWorld.Interface);
        StackWorld.Ip("link", "set", StackWorld.Interface, "up");
        using (AgentProcess agent = new("--congestion", "cubic"))
        {
            KernelSocket.Meet(agent).Kernel.Dispose();
        }

        Assert.True(StackWorld.HasInterface(StackWorld.Interface));
    });

    [Theory]
    [InlineData(2, "--device: 'tap:x'", "--device", "tap:x")]
    [InlineData(2, "'33'", "--window-scale", "33")]
    [InlineData(2, "--sack: 'maybe'", "--sack", "maybe")]
    [InlineData(2, "--congestion: 'vegas'", "--congestion", "vegas")]
    [InlineData(2, "32 hexadecimal digits", "--secret", "xyz")]
    [InlineData(2, "MaximumSegmentSize", "--mss", "-5")]
    [InlineData(2, "--delayed-ack", "--delayed-ack", "soon")]
    [InlineData(2, "10.0.0.2", "--address", "10.0.0.2")]
    [InlineData(1, "tun:lo: this is no TUN interface", "--device", "tun:lo")]
    public void What_cannot_be_is_refused(int expected, string part, string option, string value) => StackWorld.Run(() =>
    {
        string[] device = option == "--device" ? [] : ["--device", $"tun:{StackWorld.Interface}"];
        string[] address = option == "--address" ? [] : ["--address", $"{StackWorld.Stack}/24"];
        (int code, string output, string errors) = AgentProcess.Run([.. device, .. address, "--control", "/nonexistent/socket", option, value]);
        Assert.Equal((expected, ""), (code, output));
        string line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith("stack agent: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    });

    private static void WaitUntil(Func<bool> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It does not come about.");
            _ = Thread.Yield();
        }
    }

    private static List<int> LengthsIn(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        Assert.Contains(BinaryPrimitives.ReadUInt32LittleEndian(bytes), (uint[])[PcapMagic, PcapNanoseconds]);
        List<int> lengths = [];
        for (int at = PcapHeader; at + RecordHeader <= bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            lengths.Add(length);
            at += RecordHeader + length;
        }

        return lengths;
    }
}
