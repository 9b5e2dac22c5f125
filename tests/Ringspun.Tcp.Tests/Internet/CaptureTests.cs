using System.Buffers.Binary;
using System.Diagnostics;
using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Traces;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Captures are files that the usual tools read.</summary>
public sealed class CaptureTests : IDisposable
{
    private static readonly string[] ProgramDirectories = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin"];

    private readonly string _directory = Directory.CreateTempSubdirectory("ringspun-captures-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_is_what_the_format_says()
    {
        using MemoryStream stream = new();
        using (PcapWriter writer = new(stream, LinkLayer.Ethernet, leaveOpen: true))
        {
            writer.Write(12_000_000_345, [1, 2, 3]);
        }

        ReadOnlySpan<byte> bytes = stream.ToArray();
        Assert.Equal(24 + 16 + 3, bytes.Length);
        Assert.Equal([0xA1B23C4D, 0x0004_0002, 0, 0, 262_144, 1, 12, 345, 3, 3], Words(bytes[..40]));
        Assert.Equal([1, 2, 3], bytes[40..].ToArray());
    }

    [Theory]
    [InlineData(LinkEnd.A, 10)]
    [InlineData(LinkEnd.B, 7)]
    public void An_end_sees_what_leaves_it_and_what_reaches_it(LinkEnd end, int packets)
    {
        TwoHosts hosts = new(1, new LinkOptions { Rule = static (number, _, _) => number <= 3 ? LinkVerdict.Drop : LinkVerdict.Pass });
        using MemoryStream stream = new();
        using (PcapWriter writer = new(stream, hosts.Link.Layer))
        {
            SimulatedInternet.Capture(hosts.Link, end, writer);
            hosts.Say(10, length: 84);
        }

        Assert.Equal(24 + (packets * 100), stream.ToArray().Length);
    }

    [Fact]
    public void A_failing_test_leaves_its_packets_behind()
    {
        SimulatedInternetOptions options = new() { CaptureBytes = 1_000, CaptureDirectory = _directory };
        TwoHosts hosts = new(77, new LinkOptions(), options);
        InternetFailedException failure = Assert.Throws<InternetFailedException>(() => hosts.Internet.Guard("a test/of mine", () =>
        {
            hosts.Say(50);
            throw new InvalidOperationException("this went wrong");
        }));
        Assert.Contains("this went wrong", failure.Message, StringComparison.Ordinal);
        Assert.Contains("seed 77", failure.Message, StringComparison.Ordinal);
        string[] files = Directory.GetFiles(_directory);
        Assert.Equal(2, files.Length);
        foreach (string file in files)
        {
            Assert.Contains(file, failure.Message, StringComparison.Ordinal);

            // The last ten packets of a hundred bytes fit.
            byte[] bytes = File.ReadAllBytes(file);
            Assert.Equal(24 + (10 * 116), bytes.Length);
            Assert.Equal(41, Datagrams.NumberOf(bytes.AsSpan(40, 100)));
            Assert.Equal(50, Datagrams.NumberOf(bytes.AsSpan(24 + (9 * 116) + 16, 100)));
        }
    }

    [Fact]
    public void Captures_that_cannot_be_written_do_not_hide_the_failure()
    {
        string file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");
        TwoHosts hosts = new(1, new LinkOptions(), new SimulatedInternetOptions { CaptureBytes = 1_000, CaptureDirectory = file });
        InternetFailedException failure = Assert.Throws<InternetFailedException>(() => hosts.Internet.Guard("test", () =>
        {
            hosts.Say(5);
            throw new InvalidOperationException("this went wrong");
        }));
        Assert.Contains("this went wrong", failure.Message, StringComparison.Ordinal);
        Assert.Contains("not written to " + file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_does_not_fail_leaves_nothing()
    {
        TwoHosts hosts = new(1, new LinkOptions(), new SimulatedInternetOptions { CaptureBytes = 1_000, CaptureDirectory = _directory });
        hosts.Internet.Guard("quiet", () => hosts.Say(5));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Theory]
    [InlineData("tcpdump", LinkLayer.Ip)]
    [InlineData("tcpdump", LinkLayer.Ethernet)]
    [InlineData("tshark", LinkLayer.Ip)]
    [InlineData("tshark", LinkLayer.Ethernet)]
    public void The_usual_tools_read_it(string tool, LinkLayer layer)
    {
        string? program = Find(tool);
        Assert.SkipWhen(program is null, $"{tool} is not installed (Debian's package {tool})");
        string file = Path.Combine(_directory, "peer.pcap");
        using (PcapWriter writer = new(File.Create(file), layer))
        {
            byte[] frame = new byte[200];
            int header = layer == LinkLayer.Ethernet ? EthernetFrame.HeaderLength : 0;
            foreach ((string from, string to) in new[] { ("10.1.2.3", "10.1.2.4"), ("2001:db8::3", "2001:db8::4") })
            {
                IpAddress source = IpAddress.Parse(from);
                int length = header + Datagrams.Write(frame.AsSpan(header), source, IpAddress.Parse(to), 120, 1);
                if (header > 0)
                {
                    EthernetFrame.Write(frame, new MacAddress(2), new MacAddress(1), source.IsIpv4 ? EtherType.Ipv4 : EtherType.Ipv6);
                }

                writer.Write(1_700_000_000_123_456_789, frame.AsSpan(0, length));
            }
        }

        string text = tool == "tcpdump"
            ? Output(program!, "-nn", "-tt", "--nano", "-v", "-r", file)
            : Output(program!, "-n", "-r", file, "-T", "fields", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "ip.dst", "-e", "ipv6.src", "-e", "ipv6.dst", "-e", "udp.port");
        Assert.Contains("1700000000.123456789", text, StringComparison.Ordinal);
        foreach (string address in new[] { "10.1.2.3", "10.1.2.4", "2001:db8::3", "2001:db8::4" })
        {
            Assert.Contains(address, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("bad", text, StringComparison.OrdinalIgnoreCase);
    }

    private static uint[] Words(ReadOnlySpan<byte> bytes)
    {
        uint[] words = new uint[bytes.Length / 4];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }

        return words;
    }

    private static string? Find(string tool) =>
        ProgramDirectories.Select(directory => Path.Combine(directory, tool)).FirstOrDefault(File.Exists);

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {errors.Result}");
        return text;
    }
}
