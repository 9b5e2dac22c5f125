using System.Text;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedFileSystemTests
{
    [Fact]
    public void Files_are_read_with_their_status() => Run(null, static async (loop, files) =>
    {
        files.WriteFile("a/b/hello.txt", "hello"u8);
        FileOpenResult result = await Open(loop, files, "a/b/hello.txt");
        Assert.Equal(Errno.None, result.Error);
        using IFile file = result.File!;
        Assert.True(file.Status is { Size: 5, IsRegularFile: true, IsDirectory: false });
        var buffer = new byte[10];
        Assert.Equal(3, await file.ReadAsync(buffer, 2));
        Assert.Equal("llo"u8.ToArray(), buffer[..3]);
        Assert.Equal(0, await file.ReadAsync(buffer, 5));

        await Fiber.Sleep(TimeSpan.FromHours(1));
        files.AppendFile("a/b/hello.txt", " world"u8);
        FileStatus now = await file.GetStatusAsync();
        Assert.Equal(11, now.Size);
        Assert.InRange(now.ModifiedNanoseconds - file.Status.ModifiedNanoseconds, 3_600_000_000_000, 3_601_000_000_000);
    });

    [Theory]
    [InlineData("file", Errno.None)]
    [InlineData("dir/../file", Errno.None)]
    [InlineData("./dir//inner", Errno.None)]
    [InlineData("", Errno.None)]
    [InlineData("dir/", Errno.None)]
    [InlineData("link", Errno.None)]
    [InlineData("dir/up", Errno.None)]
    [InlineData("none", Errno.ENOENT)]
    [InlineData("none/file", Errno.ENOENT)]
    [InlineData("file/", Errno.ENOTDIR)]
    [InlineData("file/inner", Errno.ENOTDIR)]
    [InlineData("/file", Errno.EXDEV)]
    [InlineData("..", Errno.EXDEV)]
    [InlineData("dir/../../file", Errno.EXDEV)]
    [InlineData("out", Errno.EXDEV)]
    [InlineData("absolute", Errno.EXDEV)]
    [InlineData("loop", Errno.ELOOP)]
    [InlineData("secret", Errno.EACCES)]
    [InlineData("closed/inner", Errno.EACCES)]
    [InlineData("fi\0le", Errno.EINVAL)]
    public void Paths_lead_where_openat2_leads(string path, Errno expected) => Run(null, async (loop, files) =>
    {
        Fill(files);
        FileOpenResult result = await Open(loop, files, path);
        result.File?.Dispose();
        Assert.Equal(expected, result.Error);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void The_kernel_resolves_the_same_paths_in_the_same_way(string driver) => World.Run(driver, static async world =>
    {
        world.WriteFile("file", "x"u8);
        world.WriteFile("dir/inner", "x"u8);
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "link"), "dir/inner");
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "dir/up"), "../file");
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "out"), "../file");
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "absolute"), "/file");
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "loop"), "loop");
        foreach (string path in (string[])["file", "dir/../file", "./dir//inner", "", "dir/", "link", "dir/up"])
        {
            Assert.Equal(Errno.None, await world.OpenError(path));
        }

        Assert.Equal(Errno.ENOENT, await world.OpenError("none/file"));
        Assert.Equal(Errno.ENOTDIR, await world.OpenError("file/"));
        Assert.Equal(Errno.ENOTDIR, await world.OpenError("file/inner"));
        Assert.Equal(Errno.ELOOP, await world.OpenError("loop"));
        foreach (string path in (string[])["/file", "..", "dir/../../file", "out", "absolute"])
        {
            Assert.Equal(Errno.EXDEV, await world.OpenError(path));
        }
    });

    [Fact]
    public void Status_is_to_be_had_without_permission_to_read() => Run(null, static async (loop, files) =>
    {
        Fill(files);
        FileOpenResult result = await loop.Driver.Files.OpenBeneathAsync(files.Root, "secret"u8.ToArray(), FileOpenOptions.StatusOnly);
        using (IFile file = result.File!)
        {
            Assert.Equal(6, file.Status.Size);
            await Expect.Fails(file.ReadAsync(new byte[1], 0), Errno.EBADF);
        }

        files.SetAccess("secret", true);
        Assert.Equal(Errno.None, await OpenError(loop, files, "secret"));
    });

    [Fact]
    public void Directories_open_but_do_not_read() => Run(null, static async (loop, files) =>
    {
        Fill(files);
        FileOpenResult result = await Open(loop, files, "dir");
        using IFile directory = result.File!;
        Assert.True(directory.Status is { IsDirectory: true, IsRegularFile: false });
        await Expect.Fails(directory.ReadAsync(new byte[1], 0), Errno.EISDIR);
    });

    [Fact]
    public void Open_files_outlive_their_names() => Run(null, static async (loop, files) =>
    {
        files.WriteFile("old", "old"u8);
        files.WriteFile("new", "newer"u8);
        FileOpenResult result = await Open(loop, files, "old");
        using IFile file = result.File!;
        files.Move("new", "old");
        var buffer = new byte[10];
        Assert.Equal(3, await file.ReadAsync(buffer, 0));
        FileOpenResult replaced = await Open(loop, files, "old");
        using IFile other = replaced.File!;
        Assert.Equal(5, await other.ReadAsync(buffer, 0));
        Assert.NotEqual(file.Status.Inode, other.Status.Inode);
        Assert.Equal(Errno.ENOENT, await OpenError(loop, files, "new"));
        files.Delete("old");
        Assert.Equal(Errno.ENOENT, await OpenError(loop, files, "old"));
        Assert.Equal(5, await other.ReadAsync(buffer, 0));
    });

    [Fact]
    public void A_file_may_change_in_the_middle_of_a_read() => Run(
        new SimulatedDriverOptions { LargestFileRead = 10, FileLatency = TimeSpan.FromMilliseconds(1) },
        static async (loop, files) =>
        {
            files.WriteFile("file", Encoding.ASCII.GetBytes(new string('a', 1000)));
            FileOpenResult result = await Open(loop, files, "file");
            using IFile file = result.File!;
            var buffer = new byte[1000];
            IoOperation<int> read = file.ReadAsync(buffer, 0);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(20));
            files.WriteFile("file", Encoding.ASCII.GetBytes(new string('b', 1000)));
            await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            files.TruncateFile("file", 700);
            Assert.Equal(700, await read);
            string text = Encoding.ASCII.GetString(buffer, 0, 700);
            Assert.Matches("^a{20,200}b+$", text);
        });

    [Fact]
    public void Kernel_drivers_refuse_a_directory_that_is_not_the_kernels() => Run(null, static (loop, files) =>
    {
        Assert.Throws<InvalidOperationException>(() => files.Root.Descriptor);
        return Fiber.Completed;
    });

    [Fact]
    public void Mistakes_of_tests_are_told() => Run(null, static (loop, files) =>
    {
        Fill(files);
        Assert.Equal(Errno.EISDIR, Assert.Throws<LinuxException>(() => files.WriteFile("dir", "x"u8)).Errno);
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<LinuxException>(() => files.WriteFile("file/x", "x"u8)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => files.AppendFile("none", "x"u8)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => files.Delete("none")).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => files.CreateLink("file", "dir")).Errno);
        Assert.Throws<ArgumentException>(() => files.Delete("/"));
        return Fiber.Completed;
    });

    private static void Fill(SimulatedFileSystem files)
    {
        files.WriteFile("file", "x"u8);
        files.WriteFile("dir/inner", "x"u8);
        files.WriteFile("closed/inner", "x"u8);
        files.WriteFile("secret", "secret"u8);
        files.CreateLink("link", "dir/inner");
        files.CreateLink("dir/up", "../file");
        files.CreateLink("out", "../file");
        files.CreateLink("absolute", "/file");
        files.CreateLink("loop", "loop");
        files.SetAccess("secret", false);
        files.SetAccess("closed", false);
    }

    private static IoOperation<FileOpenResult> Open(EventLoop loop, SimulatedFileSystem files, string path) =>
        loop.Driver.Files.OpenBeneathAsync(files.Root, Encoding.UTF8.GetBytes(path));

    private static async Fiber<Errno> OpenError(EventLoop loop, SimulatedFileSystem files, string path)
    {
        FileOpenResult result = await Open(loop, files, path);
        result.File?.Dispose();
        return result.Error;
    }

    private static void Run(SimulatedDriverOptions? options, Func<EventLoop, SimulatedFileSystem, Fiber> body) => LoopThread.Run(() =>
    {
        var driver = new SimulatedDriver(Seeds.Next(), options);
        using var files = new SimulatedFileSystem(driver);
        using var loop = new EventLoop(driver);
        loop.RunUntil(() => body(loop, files));
        Assert.Equal(0, driver.OpenDescriptors);
    });
}
