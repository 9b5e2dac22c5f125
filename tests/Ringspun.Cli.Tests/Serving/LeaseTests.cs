using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ringspun.Cli.Tests.Serving;

/// <summary>A file that another program has a lease on (fcntl(2)), as file servers take them: to open it is to wait for their leave.</summary>
public sealed partial class LeaseTests
{
    // Linux numbers; the same on x64 and arm64.
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int WriteLease = 1;
    private const int NoLease = 2;

    /// <summary>SIGURG: the kernel tells the holder that its lease is wanted, and this signal nobody has to hear.</summary>
    private const int HarmlessSignal = 23;

    public static TheoryData<string> Drivers => ["io_uring", "epoll"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_leased_file_is_refused_for_now_and_nobody_spins_or_waits(string driver)
    {
        using SiteDirectory site = new();
        using HttpClient client = new();
        string path = Path.Combine(site.Path, "leased.txt");
        await File.WriteAllTextAsync(path, "leased", Stop);
        using ServerProcess serve = ServerProcess.Start("serve", site.Path, "--listen", "127.0.0.1:0", "--driver", driver, "--workers", "1");
        Uri url = new(await serve.ReadAddressAsync() + "/leased.txt");

        using (SafeFileHandle holder = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            int descriptor = (int)holder.DangerousGetHandle();
            Assert.SkipUnless(
                fcntl(descriptor, SetSignal, HarmlessSignal) == 0 && fcntl(descriptor, SetLease, WriteLease) == 0, "No leases on this file system.");
            using HttpResponseMessage refused = await client.GetAsync(url, Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

            // Closing gives the lease back only with the last duplicate, and a process that another test is just starting may have one until its exec.
            Assert.Equal(0, fcntl(descriptor, SetLease, NoLease));
        }

        Assert.Equal("leased", await client.GetStringAsync(url, Stop));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(int descriptor, int command, nint argument);
}
