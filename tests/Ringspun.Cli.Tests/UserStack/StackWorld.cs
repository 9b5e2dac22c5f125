using System.Diagnostics;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary>
/// The program with a TCP of its own, in a network that nobody else sees; the programs that a test starts are in the same one. The kernel is 10.0.0.1 and
/// fd00::1 there, the stack 10.0.0.2 and fd00::2.
/// </summary>
internal static class StackWorld
{
    public const string Kernel = "10.0.0.1";
    public const string Stack = "10.0.0.2";
    public const string StackIpv6 = "fd00::2";

    /// <summary>The interface that the stack is at.</summary>
    public const string Interface = "stack0";

    /// <summary>The kernel's end of the wire, where the interface is one end of it.</summary>
    public const string KernelEnd = "kernel0";

    private const string Driver = "/dev/net/tun";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The drivers of loops and the devices, each with each.</summary>
    public static TheoryData<string, string> DriversAndDevices => new(
        from driver in (string[])["epoll", "io_uring"] from device in (string[])["tun", "packet"] select (driver, device));

    public static TheoryData<string> Drivers => ["epoll", "io_uring"];

    /// <summary>Runs a test in a network of its own; where there is no TUN driver for this user it is skipped, visibly.</summary>
    public static void Run(Action body)
    {
        _ = Peers.Need("ip", "iproute2");
        SkipWithoutDriver();
        NetworkNamespace.Run(() =>
        {
            Ip("link", "set", "lo", "up");
            body();
        });
    }

    /// <summary>The stack's options over a device that is made here, except a TUN interface, which the program makes.</summary>
    public static string[] Over(string device)
    {
        if (device == "packet")
        {
            Ip("link", "add", KernelEnd, "type", "veth", "peer", "name", Interface);
            Ip("addr", "add", $"{Kernel}/24", "dev", KernelEnd);
            Ip("addr", "add", "fd00::1/64", "dev", KernelEnd, "nodad");
            Ip("link", "set", KernelEnd, "up");
            Ip("link", "set", Interface, "up");
        }

        return ["--stack", "user", "--device", $"{device}:{Interface}", "--address", $"{Stack}/24", "--address", $"{StackIpv6}/64"];
    }

    /// <summary>Makes the TUN interface before the program does, with the kernel's addresses.</summary>
    public static void MakeTun()
    {
        Ip("tuntap", "add", "dev", Interface, "mode", "tun", "multi_queue");
        Ip("addr", "add", $"{Kernel}/24", "dev", Interface);
        Ip("link", "set", Interface, "up");
    }

    /// <summary>Runs ip(8), which has to succeed.</summary>
    public static void Ip(params string[] arguments) => Assert.Equal((0, ""), Execute("ip", arguments));

    public static bool HasInterface(string name) => Execute("ip", "link", "show", name).Code == 0;

    /// <summary>Runs a program to its end; what it wrote to both streams.</summary>
    public static (int Code, string Output) Execute(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"{program} {string.Join(' ', arguments)} does not end");
        }

        return (process.ExitCode, Await(output) + Await(errors));
    }

    /// <summary>Waits on the thread that is in the network: the programs that it starts afterwards are there, too.</summary>
    public static T Await<T>(Task<T> work) => work.WaitAsync(Patience).GetAwaiter().GetResult();

    /// <inheritdoc cref="Await{T}"/>
    public static void Await(Task work) => work.WaitAsync(Patience).GetAwaiter().GetResult();

    private static void SkipWithoutDriver()
    {
        try
        {
            File.OpenHandle(Driver, FileMode.Open, FileAccess.ReadWrite).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"There is no TUN driver for this user: {refused.Message}");
        }
    }
}
