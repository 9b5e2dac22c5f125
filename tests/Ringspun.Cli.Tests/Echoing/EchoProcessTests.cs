using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>The program as a person uses it: with nc, telnet, signals and unix sockets.</summary>
public sealed class EchoProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Drivers => ["io_uring", "epoll"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Drivers))]
    public async Task Netcat_gets_back_what_it_sends(string driver)
    {
        string nc = Peers.Need("nc", "netcat-openbsd");
        using ServerProcess echo = Start(driver, "--listen", "[::1]:0");
        foreach (string address in (string[])[await AddressAsync(echo), await AddressAsync(echo)])
        {
            IPEndPoint endPoint = IPEndPoint.Parse(address);
            string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")) + "the rest";
            Assert.Equal(text, await RunAsync(nc, text, "-N", endPoint.Address.ToString(), endPoint.Port.ToString(CultureInfo.InvariantCulture)));
        }

        await EndAsync(echo, "INT");
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Netcat_gets_lines_and_a_refusal(string driver)
    {
        string nc = Peers.Need("nc", "netcat-openbsd");
        using ServerProcess echo = Start(driver, "--lines", "--max-line", "10");
        IPEndPoint endPoint = IPEndPoint.Parse(await AddressAsync(echo));
        Assert.Equal(
            "short\r\nerror: a line has more than 10 bytes (--max-line)\n",
            await RunAsync(nc, "short\r\nmuch too long\n", "-N", endPoint.Address.ToString(), endPoint.Port.ToString(CultureInfo.InvariantCulture)));
        await EndAsync(echo, "TERM");
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Netcat_reaches_a_unix_socket(string driver)
    {
        string nc = Peers.Need("nc", "netcat-openbsd");
        string path = Path.Combine(Directory.CreateTempSubdirectory("ringspun-echo-").FullName, "socket");
        using ServerProcess echo = ServerProcess.Start("echo", "--driver", driver, "--listen", $"unix:{path}");
        Assert.Equal($"unix:{path}", await echo.ReadAddressAsync());
        Assert.Equal("hello\n", await RunAsync(nc, "hello\n", "-N", "-U", path));
        await EndAsync(echo, "TERM");
        Assert.False(File.Exists(path));
        Directory.Delete(Path.GetDirectoryName(path)!);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Telnet_talks_line_by_line(string driver)
    {
        string telnet = Peers.Need("telnet", "telnet");
        using ServerProcess echo = Start(driver, "--lines");
        IPEndPoint endPoint = IPEndPoint.Parse(await AddressAsync(echo));
        using Process client = StartPeer(telnet, endPoint.Address.ToString(), endPoint.Port.ToString(CultureInfo.InvariantCulture));
        await ReadUntilAsync(client, "Escape character");
        foreach (string line in (string[])["hello", "and once more"])
        {
            await client.StandardInput.WriteLineAsync(line.AsMemory(), Stop);
            await client.StandardInput.FlushAsync(Stop);
            await ReadUntilAsync(client, line);
        }

        // A drain ends the session, and telnet says so.
        echo.Signal("TERM");
        await client.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        Assert.Contains("closed by foreign host", await client.StandardError.ReadToEndAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(0, (await echo.EndAsync()).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task One_line_per_endpoint_and_nothing_else_on_stdout(string driver)
    {
        using ServerProcess echo = Start(driver, "--listen", "127.0.0.1:0", "--workers", "2");
        Assert.NotEqual(await AddressAsync(echo), await AddressAsync(echo));
        echo.Signal("TERM");
        (int code, string output) = await echo.EndAsync();
        Assert.Equal((0, ""), (code, output));
        Assert.Contains($"Driver {driver}: ", echo.Errors, StringComparison.Ordinal);
        Assert.Contains("Stopped after 0 bytes on 0 connections", echo.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Out_of_descriptors_accepting_pauses_and_goes_on(string driver)
    {
        using ServerProcess echo = ServerProcess.StartInShell(
            "ulimit -n 200\nexec \"$DOTNET_HOST\" \"$@\"",
            "echo", "--listen", "127.0.0.1:0", "--driver", driver, "--workers", "1", "--max-connections", "190");
        IPEndPoint address = IPEndPoint.Parse(await AddressAsync(echo));
        List<Socket> crowd = [];
        try
        {
            for (int i = 0; i < 250; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                await socket.ConnectAsync(address, Stop);
            }

            Assert.Contains("RLIMIT_NOFILE", await echo.ReadErrorLineAsync("pauses"), StringComparison.Ordinal);
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }

        using Socket late = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await late.ConnectAsync(address, Stop);
        await late.SendAsync("late"u8.ToArray(), Stop);
        byte[] answer = new byte[4];
        using NetworkStream stream = new(late);
        await stream.ReadExactlyAsync(answer, Stop);
        Assert.Equal("late"u8.ToArray(), answer);
        await EndAsync(echo, "TERM");
    }

    private static ServerProcess Start(string driver, params string[] arguments) =>
        ServerProcess.Start(["echo", "--driver", driver, "--listen", "127.0.0.1:0", .. arguments]);

    private static async Task<string> AddressAsync(ServerProcess echo)
    {
        string url = await echo.ReadAddressAsync();
        Assert.StartsWith("tcp://", url, StringComparison.Ordinal);
        return url["tcp://".Length..];
    }

    private static async Task EndAsync(ServerProcess echo, string signal)
    {
        echo.Signal(signal);
        Assert.Equal(0, (await echo.EndAsync()).Code);
    }

    private static Process StartPeer(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs a program to its end; what it has written.</summary>
    private static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        using Process process = StartPeer(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), Stop);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        Assert.Equal("", await errors);
        return await output;
    }

    private static async Task ReadUntilAsync(Process process, string text)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop);
            Assert.NotNull(line);
        }
        while (!line.Contains(text, StringComparison.Ordinal));
    }
}
