using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringspun.Cli.Tests.UserStack;

namespace Ringspun.Cli.Tests.StackAgent;

/// <summary>The stack agent in a process of its own, and the tester's end of its control socket. Killed when it is disposed: it ends no other way.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly string _control = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Process _process;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
    private readonly Dictionary<int, JsonObject> _answers = [];
    private int _last;

    /// <summary>Starts it at the TUN interface of <see cref="StackWorld"/>, and waits until packets flow.</summary>
    public AgentProcess(params string[] options)
    {
        _process = Start([
            "--device", $"tun:{StackWorld.Interface}", "--address", $"{StackWorld.Stack}/24", "--address", $"{StackWorld.StackIpv6}/64",
            "--control", _control, .. options]);
        string? line = StackWorld.Await(_process.StandardOutput.ReadLineAsync());
        if (line is null)
        {
            Assert.Fail(StackWorld.Await(_process.StandardError.ReadToEndAsync()));
        }

        Assert.Equal("ready", line);
        _socket.Connect(new UnixDomainSocketEndPoint(_control));
    }

    /// <summary>Runs it to its end, which comes only when it cannot do what it is asked.</summary>
    public static (int Code, string Output, string Errors) Run(params string[] options)
    {
        using Process process = Start(options);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = StackWorld.Await(process.StandardOutput.ReadToEndAsync());
            StackWorld.Await(process.WaitForExitAsync());
            return (process.ExitCode, output, StackWorld.Await(errors));
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Sends a request; the answer is somebody else's concern.</summary>
    /// <returns>Its id.</returns>
    public int Begin(string call, object arguments)
    {
        JsonObject request = JsonSerializer.SerializeToNode(arguments)!.AsObject();
        request["id"] = ++_last;
        request["call"] = call;
        Send(request.ToJsonString());
        return _last;
    }

    /// <summary>Sends a message as it is.</summary>
    public void Send(string message)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(message);
        byte[] framed = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, body.Length);
        body.CopyTo(framed, 4);
        Assert.Equal(framed.Length, _socket.Send(framed));
    }

    /// <summary>The answer to a request, whatever is answered before it.</summary>
    public JsonObject Finish(int id)
    {
        JsonObject? answer;
        while (!_answers.Remove(id, out answer))
        {
            JsonObject next = Receive();
            _answers.Add(next["id"]!.GetValue<int>(), next);
        }

        return answer;
    }

    /// <summary>The next message, as it is.</summary>
    public JsonObject Receive()
    {
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(Read(new byte[4]))];
        return JsonNode.Parse(Read(body))!.AsObject();
    }

    /// <summary>What a call that succeeds has to say.</summary>
    public JsonObject Call(string call, object arguments) => Ok(Finish(Begin(call, arguments)));

    /// <summary>The error of a call that fails.</summary>
    public string Error(string call, object arguments) => Finish(Begin(call, arguments))["errno"]!.GetValue<string>();

    public static JsonObject Ok(JsonObject answer)
    {
        Assert.True(answer.ContainsKey("ok"), answer.ToJsonString());
        return answer["ok"]!.AsObject();
    }

    public int Socket(string family = "inet") => Call("socket", new { family })["fd"]!.GetValue<int>();

    public int Send(int fd, byte[] data) => Call("send", new { fd, data })["count"]!.GetValue<int>();

    public byte[] Receive(int fd, int count, bool waitAll = false) => Convert.FromBase64String(Call("recv", new { fd, count, waitAll })["data"]!.GetValue<string>());

    public string[] Poll(int fd, string[] events, int timeoutMs) =>
        [.. Call("poll", new { fd, events, timeoutMs })["events"]!.AsArray().Select(static item => item!.GetValue<string>())];

    public long Option(int fd, string name) => Call("getsockopt", new { fd, name })["value"]!.GetValue<long>();

    public string State(int fd) => Call("info", new { fd })["state"]!.GetValue<string>();

    /// <summary>Asks until a connection is in a state that the peer, or the time, brings about.</summary>
    public void WaitForState(int fd, string state)
    {
        long began = Stopwatch.GetTimestamp();
        for (string now = State(fd); now != state; now = State(fd))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), $"It stays {now}, and is not {state}.");

            // A poll for nothing is a pause.
            _ = Poll(fd, [], 1);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        File.Delete(_control);
    }

    private static Process Start(string[] options)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "Ringspun.StackAgent.dll"), .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private byte[] Read(byte[] buffer)
    {
        for (int filled = 0; filled < buffer.Length;)
        {
            int count = _socket.Receive(buffer.AsSpan(filled));
            Assert.NotEqual(0, count);
            filled += count;
        }

        return buffer;
    }
}
