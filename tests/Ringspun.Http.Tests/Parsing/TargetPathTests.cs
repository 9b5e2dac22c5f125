using System.Text;
using FsCheck.Fluent;
using Ringspun.Http.Parsing;

namespace Ringspun.Http.Tests.Parsing;

public sealed class TargetPathTests
{
    [Theory]
    [InlineData("", ".", true)]
    [InlineData("/", ".", true)]
    [InlineData("?q", ".", true)]
    [InlineData("/?/../..", ".", true)]
    [InlineData("/a", "a", false)]
    [InlineData("/a/", "a", true)]
    [InlineData("/a/b.html?x=/../y", "a/b.html", false)]
    [InlineData("//a///b//", "a/b", true)]
    [InlineData("/./a/./b/.", "a/b", true)]
    [InlineData("/a/../b", "b", false)]
    [InlineData("/a/b/..", "a", true)]
    [InlineData("/a/..", ".", true)]
    [InlineData("/a/b/../../c", "c", false)]
    [InlineData("/a/%2e%2E/b", "b", false)]
    [InlineData("/a/%2e/b", "a/b", false)]
    [InlineData("/%41%20b", "A b", false)]
    [InlineData("/%C3%A9", "é", false)]
    [InlineData("/...", "...", false)]
    [InlineData("/..a/.b", "..a/.b", false)]
    [InlineData("/%252e%252e/x", "%2e%2e/x", false)]
    [InlineData("/a\\..\\b", "a\\..\\b", false)]
    [InlineData("/a+b;c=d", "a+b;c=d", false)]
    public void Targets_become_relative_paths(string target, string path, bool isDirectory)
    {
        byte[] buffer = new byte[TargetPath.MaxBytes];
        Array.Fill(buffer, (byte)0xFF);
        Assert.Equal(PathOutcome.Resolved, TargetPath.Resolve(Encoding.UTF8.GetBytes(target), buffer, out int length, out bool directory));
        Assert.Equal(path, Encoding.UTF8.GetString(buffer, 0, length));
        Assert.Equal(isDirectory, directory);
        Assert.Equal(0, buffer[length]);
    }

    [Theory]
    [InlineData("/..", "Malformed")]
    [InlineData("/../etc/passwd", "Malformed")]
    [InlineData("/a/../../etc/passwd", "Malformed")]
    [InlineData("/%2e%2e/etc/passwd", "Malformed")]
    [InlineData("/.%2e/etc/passwd", "Malformed")]
    [InlineData("//../x", "Malformed")]
    [InlineData("/a/%00", "Malformed")]
    [InlineData("/a%00.html", "Malformed")]
    [InlineData("/%", "Malformed")]
    [InlineData("/%4", "Malformed")]
    [InlineData("/%4/a", "Malformed")]
    [InlineData("/%zz", "Malformed")]
    [InlineData("/%%41", "Malformed")]
    [InlineData("/%2fetc%2fpasswd", "Impossible")]
    [InlineData("/..%2f..%2fetc/passwd", "Impossible")]
    public void Targets_that_are_no_paths_are_refused(string target, string outcome) =>
        Assert.Equal(outcome, TargetPath.Resolve(Encoding.ASCII.GetBytes(target), new byte[TargetPath.MaxBytes], out _, out _).ToString());

    [Fact]
    public void A_path_longer_than_the_kernels_is_refused()
    {
        byte[] buffer = new byte[8];
        Assert.Equal(PathOutcome.Resolved, TargetPath.Resolve("/123/567"u8, buffer, out int length, out _));
        Assert.Equal(7, length);
        Assert.Equal(PathOutcome.TooLong, TargetPath.Resolve("/123/5678"u8, buffer, out _, out _));
    }

    [Fact]
    public void No_target_leaves_the_directory() => Property.Holds(
        Gen.Elements("/", "//", ".", "..", "/..", "%2e", "%2E%2e", "a", "%41", "?", "%00", "%2f", "%", "~", "\\").ArrayOf().Select(string.Concat).ToArbitrary(),
        static target =>
        {
            byte[] buffer = new byte[64];
            if (TargetPath.Resolve(Encoding.ASCII.GetBytes("/" + target), buffer, out int length, out _) == PathOutcome.Resolved)
            {
                string path = Encoding.Latin1.GetString(buffer, 0, length);
                Assert.False(path.StartsWith('/') || path.EndsWith('/'));
                Assert.DoesNotContain(path.Split('/'), static s => s is "" or "..");
                Assert.True(path == "." || !path.Split('/').Contains("."));
                Assert.DoesNotContain('\0', path);
            }
        },
        3000);

    [Theory]
    [InlineData("", true, "", "/")]
    [InlineData(".", true, "", "/")]
    [InlineData("a", true, "", "/a/")]
    [InlineData("a", false, "", "/a")]
    [InlineData("a/b", true, "?x=y", "/a/b/?x=y")]
    [InlineData("evil.example", true, "", "/evil.example/")]
    [InlineData("a b\r\n%", false, "", "/a%20b%0D%0A%25")]
    [InlineData("\u00e9", true, "", "/%C3%A9/")]
    public void Paths_have_one_canonical_target(string path, bool isDirectory, string query, string target)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        byte[] buffer = new byte[TargetPath.MaxTargetBytes(bytes.Length, query.Length)];
        int length = TargetPath.WriteTarget(bytes, isDirectory, Encoding.ASCII.GetBytes(query), buffer);
        Assert.Equal(target, Encoding.ASCII.GetString(buffer, 0, length));
    }

    [Fact]
    public void A_canonical_target_leads_back_to_its_path() => Property.Holds(
        Gen.Elements("a", "b c", "%", "%41", "..a", "\u00e9", "\\", "~").NonEmptyListOf().Select(static names => string.Join('/', names)).ToArbitrary(),
        static path =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(path);
            byte[] target = new byte[TargetPath.MaxTargetBytes(bytes.Length, 0)];
            int length = TargetPath.WriteTarget(bytes, isDirectory: false, default, target);
            byte[] buffer = new byte[TargetPath.MaxBytes];
            Assert.Equal(PathOutcome.Resolved, TargetPath.Resolve(target.AsSpan(0, length), buffer, out int resolved, out bool isDirectory));
            Assert.False(isDirectory);
            Assert.Equal(bytes, buffer[..resolved]);
        });
}
