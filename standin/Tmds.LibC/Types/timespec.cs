namespace Tmds.Linux;

public record struct timespec
{
    public time_t tv_sec;
    public long_t tv_nsec;
}
