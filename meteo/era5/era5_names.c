/* What the reader knows of ERA5's variables: https://confluence.ecmwf.int/display/CKB/ERA5:+data+documentation, tables 1 to 13. */
#include "era5_internal.h"

const era5_fact era5_facts[ERA5_VARIABLES] = {
    [ERA5_T] = {{"t"}, "temperature", "temperature", "K", 130.0, 350.0, true, false},
    [ERA5_Q] = {{"q"}, "specific humidity", "specific_humidity", "kg kg-1", -0.01, 0.1, true, false},
    [ERA5_U] = {{"u"}, "eastward wind", "u_component_of_wind", "m s-1", -200.0, 200.0, true, false},
    [ERA5_V] = {{"v"}, "northward wind", "v_component_of_wind", "m s-1", -200.0, 200.0, true, false},
    [ERA5_Z] = {{"z"}, "geopotential on levels", "geopotential", "m2 s-2", -1e5, 1e6, true, false},
    [ERA5_CLWC] = {{"clwc"}, "cloud liquid water", "specific_cloud_liquid_water_content", "kg kg-1", -0.01, 0.1, true, false},
    [ERA5_CIWC] = {{"ciwc"}, "cloud ice", "specific_cloud_ice_water_content", "kg kg-1", -0.01, 0.1, true, false},
    [ERA5_OMEGA] = {{"w"}, "vertical velocity", "vertical_velocity", "Pa s-1", -200.0, 200.0, true, false},
    [ERA5_LNSP] = {{"lnsp"}, "logarithm of surface pressure", "lnsp (parameter 152, model level 1)", NULL, 10.0, 11.7, false, false},
    [ERA5_SP] = {{"sp"}, "surface pressure", "surface_pressure", "Pa", 30000.0, 120000.0, false, false},
    [ERA5_ZS] = {{"z"}, "surface geopotential", "geopotential", "m2 s-2", -1e4, 1e5, false, true},
    [ERA5_T2] = {{"t2m", "2t", "VAR_2T"}, "2 m temperature", "2m_temperature", "K", 150.0, 350.0, false, false},
    [ERA5_D2] = {{"d2m", "2d", "VAR_2D"}, "2 m dewpoint", "2m_dewpoint_temperature", "K", 130.0, 350.0, false, false},
    [ERA5_U10] = {{"u10", "10u", "VAR_10U"}, "eastward wind at 10 m", "10m_u_component_of_wind", "m s-1", -150.0, 150.0, false, false},
    [ERA5_V10] = {{"v10", "10v", "VAR_10V"}, "northward wind at 10 m", "10m_v_component_of_wind", "m s-1", -150.0, 150.0, false, false},
    [ERA5_BLH] = {{"blh"}, "boundary layer height", "boundary_layer_height", "m", -1.0, 20000.0, false, false},
    [ERA5_ZUST] = {{"zust"}, "friction velocity", "friction_velocity", "m s-1", -0.1, 20.0, false, false},
    [ERA5_SSHF] = {{"sshf"}, "sensible heat flux", "surface_sensible_heat_flux", "J m-2", -5e8, 5e8, false, false},
    [ERA5_SSRD] = {{"ssrd"}, "solar radiation downwards", "surface_solar_radiation_downwards", "J m-2", -1e5, 1.2e8, false, false},
    [ERA5_TP] = {{"tp"}, "total precipitation", "total_precipitation", "m", -0.01, 5.0, false, false},
    [ERA5_LSM] = {{"lsm"}, "land-sea mask", "land_sea_mask", NULL, -0.01, 1.01, false, true},
    [ERA5_SD] = {{"sd"}, "snow depth", "snow_depth", "m", -0.01, 1000.0, false, false},
    [ERA5_FSR] = {{"fsr", "sr"}, "surface roughness", "forecast_surface_roughness", "m", -0.1, 20.0, false, true},
};
